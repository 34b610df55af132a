import Media

/// The files a loading thread keeps open, the least recently used closed first.
struct ReaderCache {
  private var readers: [(path: String, reader: ClipReader, cost: Int)] = []
  private let budget: Int
  /// What all of them scale their pictures with.
  private let scaler = Scaler()

  /// A cache of decoders that together may hold about `bytes`.
  init(bytes: Int) { budget = bytes }

  /// The reader of the file at `path`, opened if need be.
  mutating func reader(for path: String) throws -> ClipReader {
    if let place = readers.lastIndex(where: { $0.path == path }) {
      let entry = readers.remove(at: place)
      readers.append(entry)
      return entry.reader
    }
    let reader = try ClipReader(clipAt: path, scaler: scaler)
    // A decoder holds up to about 20 pictures of 1.5 bytes a pixel; 1 MB for all else.
    let pixels = reader.info.video.map { $0.width * $0.height } ?? 0
    let cost = (1 << 20) + pixels * 30
    readers.append((path, reader, cost))
    var total = readers.reduce(0) { $0 + $1.cost }
    while total > budget && readers.count > 1 { total -= readers.removeFirst().cost }
    return reader
  }

  /// Closes the file at `path`, so that a reader in a bad state is not used again.
  mutating func drop(_ path: String) { readers.removeAll { $0.path == path } }
}
