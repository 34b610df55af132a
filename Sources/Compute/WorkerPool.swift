import CKernels
import Glibc
import Synchronization

/// A piece of parallel work: what to do for one index, on one worker.
///
/// Conforming types are small structs of pointers and numbers, so that a parallel call allocates nothing.
public protocol ParallelWork {
  /// Does the work of `index` (0..<count) on `worker` (0..<pool.threads).
  func run(index: Int, worker: Int)
}

/// A fixed set of threads that share loops; the calling thread takes part as worker 0.
///
/// Index `i` of `count` always goes to the same worker for a given number of threads (contiguous
/// ranges), so results that depend on who summed what are the same from run to run.
/// All signals are blocked in the workers. Calls from several threads take turns; a call from inside
/// a parallel body is not allowed (it would wait for itself).
///
/// It is safe to send: the job's fields are written only by the one caller that holds `callers`,
/// before `generation` is released, and read by workers after they acquire it.
public final class WorkerPool: @unchecked Sendable {
  /// The number of workers, the calling thread included.
  public let threads: Int

  typealias Body = (UnsafeRawPointer, Int, Int) -> Void
  private var body: Body?
  private var context = UnsafeRawPointer(bitPattern: 1)
  private var count = 0
  private let generation = Atomic<Int>(0)
  private let pending = Atomic<Int>(0)
  private let quitting = Atomic<Bool>(false)
  private let callers = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let started = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let finished = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var members: [pthread_t] = []

  /// Turns of a waiting loop before a thread goes to sleep: about 20 microseconds, a little more than
  /// the gap between two layers (our choice).
  private static let spins = 500

  /// A pool of `threads` workers (at least one), `threads - 1` of them new threads.
  public init(threads: Int) {
    precondition(threads >= 1, "worker pool: \(threads) threads, at least 1 expected")
    self.threads = threads
    pthread_mutex_init(callers, nil)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(started, nil)
    pthread_cond_init(finished, nil)
    var all = sigset_t()
    var old = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &old)
    for worker in 1..<max(1, threads) where worker < threads {
      let start = Unmanaged.passRetained(Start(pool: self, worker: worker))
      var thread = pthread_t()
      let code = pthread_create(
        &thread, nil,
        { raw in
          guard let raw else { return nil }
          let start = Unmanaged<Start>.fromOpaque(raw).takeRetainedValue()
          WorkerPool.serve(start)
          return nil
        }, start.toOpaque())
      precondition(code == 0, "worker pool: the system gave no thread (error \(code))")
      members.append(thread)
    }
    pthread_sigmask(SIG_SETMASK, &old, nil)
  }

  deinit {
    pthread_mutex_lock(mutex)
    quitting.store(true, ordering: .relaxed)
    generation.add(1, ordering: .releasing)
    pthread_cond_broadcast(started)
    pthread_mutex_unlock(mutex)
    for member in members { pthread_join(member, nil) }
    pthread_cond_destroy(started)
    pthread_cond_destroy(finished)
    pthread_mutex_destroy(mutex)
    pthread_mutex_destroy(callers)
    callers.deallocate()
    mutex.deallocate()
    started.deallocate()
    finished.deallocate()
  }

  /// Runs `work` for each index of `0..<count` and returns when all are done; allocates nothing.
  @inlinable
  public func parallel<Work: ParallelWork>(count: Int, _ work: Work) {
    withUnsafePointer(to: work) { pointer in
      run(count: count, context: UnsafeRawPointer(pointer)) { raw, index, worker in
        raw.assumingMemoryBound(to: Work.self).pointee.run(index: index, worker: worker)
      }
    }
  }

  /// Runs `body(index, worker)` for each index of `0..<count` and returns when all are done.
  ///
  /// A call allocates a few bytes for the closure; loops that may not use `ParallelWork` structs.
  public func parallel(count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      parallel(count: count, ClosureWork(body: body))
    }
  }

  /// The indices that a worker takes of `count`.
  public func range(of worker: Int, count: Int) -> Range<Int> {
    count * worker / threads..<count * (worker + 1) / threads
  }

  @usableFromInline
  func run(
    count: Int, context: UnsafeRawPointer, _ body: @escaping (UnsafeRawPointer, Int, Int) -> Void
  ) {
    if threads == 1 || count <= 1 {
      for index in 0..<count { body(context, index, 0) }
      return
    }
    pthread_mutex_lock(callers)
    self.body = body
    self.context = context
    self.count = count
    pending.store(threads - 1, ordering: .relaxed)
    pthread_mutex_lock(mutex)
    generation.add(1, ordering: .releasing)
    pthread_cond_broadcast(started)
    pthread_mutex_unlock(mutex)
    for index in range(of: 0, count: count) { body(context, index, 0) }
    var spins = Self.spins
    while pending.load(ordering: .acquiring) != 0, spins > 0 {
      ck_pause()
      spins -= 1
    }
    if pending.load(ordering: .acquiring) != 0 {
      pthread_mutex_lock(mutex)
      while pending.load(ordering: .acquiring) != 0 { pthread_cond_wait(finished, mutex) }
      pthread_mutex_unlock(mutex)
    }
    self.body = nil
    pthread_mutex_unlock(callers)
  }

  /// What a new thread is told. It does not keep the pool alive: the pool's end joins its threads.
  private final class Start {
    unowned(unsafe) let pool: WorkerPool
    let worker: Int
    init(pool: WorkerPool, worker: Int) {
      self.pool = pool
      self.worker = worker
    }
  }

  private static func serve(_ start: Start) {
    let worker = start.worker
    nameThread("compute-\(worker)")
    var seen = 0
    while true {
      var spins = Self.spins
      while start.pool.generation.load(ordering: .acquiring) == seen, spins > 0 {
        ck_pause()
        spins -= 1
      }
      if start.pool.generation.load(ordering: .acquiring) == seen {
        pthread_mutex_lock(start.pool.mutex)
        while start.pool.generation.load(ordering: .acquiring) == seen {
          pthread_cond_wait(start.pool.started, start.pool.mutex)
        }
        pthread_mutex_unlock(start.pool.mutex)
      }
      seen += 1
      if start.pool.quitting.load(ordering: .relaxed) { return }
      start.pool.take(worker)
    }
  }

  private func take(_ worker: Int) {
    if let body, let context {
      for index in range(of: worker, count: count) { body(context, index, worker) }
    }
    if pending.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
      pthread_mutex_lock(mutex)
      pthread_cond_signal(finished)
      pthread_mutex_unlock(mutex)
    }
  }
}

private struct ClosureWork: ParallelWork {
  let body: (Int, Int) -> Void
  func run(index: Int, worker: Int) { body(index, worker) }
}

/// Names the calling thread for debuggers, profilers and `top -H`; at most 15 bytes are kept.
public func nameThread(_ name: String) { ck_name_thread(name) }
