import Foundation
import Glibc

/// What kind of file system holds a path, as far as SQLite minds: write-ahead logging shares memory
/// between processes through a mapped file, which needs all of them on one host.
public struct FileSystemKind: Sendable, Equatable {
  /// The kernel's name for it: `ext4`, `nfs4`, `fuse.sshfs`; `unknown` where it does not say.
  public let name: String

  /// A kind by the kernel's name for it.
  public init(name: String) { self.name = name }

  /// The kind that holds `path`, which must exist; `unknown` where the system does not say.
  public init(at path: String) {
    var status = stat()
    guard stat(path, &status) == 0,
      let table = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
    else {
      self.init(name: "unknown")
      return
    }
    // The device number's parts as in gnu_dev_major(3).
    let device = UInt64(status.st_dev)
    let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
    let minor = device & 0xFF | (device >> 12) & ~0xFF
    self.init(device: "\(major):\(minor)", in: table)
  }

  /// The kind of the device `major:minor` in a table as proc(5) has it under `mountinfo`:
  /// `36 35 98:0 /root /mount options - type source options`.
  init(device: String, in table: String) {
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 6, words[2] == device, let dash = words.firstIndex(of: "-"),
        dash + 1 < words.endIndex
      else { continue }
      self.init(name: String(words[dash + 1]))
      return
    }
    self.init(name: "unknown")
  }

  /// Whether other hosts may have it mounted too. Of the user-space ones (`fuse.sshfs`) that is
  /// taken for granted, but for those on a block device of this machine (`fuseblk`).
  public var isNetwork: Bool {
    Self.shared.contains(name) || name.hasPrefix("fuse.") || name == "fuse"
  }

  /// Bytes that may still be written at `path`; nil where the system does not say.
  public static func freeBytes(at path: String) -> UInt64? {
    var info = statvfs()
    return statvfs(path, &info) == 0 ? UInt64(info.f_bavail) * UInt64(info.f_frsize) : nil
  }

  private static let shared: Set<String> = [
    "nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "virtiofs", "ceph", "afs", "lustre",
    "gpfs", "beegfs", "coda", "ncpfs", "gfs2", "ocfs2", "orangefs", "vboxsf", "vmhgfs", "davfs",
  ]
}
