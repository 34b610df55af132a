import Foundation
import Glibc

/// Why the system let a file or a folder not be written: the cause, and what to do about it.
public struct WriteRefusal: CustomStringConvertible, Sendable, Equatable {
  /// What stands in the way.
  public let cause: String
  /// What the reader of the message can do.
  public let remedy: String

  /// What an `errno` of a call that makes or writes a file means.
  public init(_ code: Int32) {
    (cause, remedy) =
      switch code {
      case ENOENT: ("no such folder", "make it first, or choose another")
      case ENOSPC, EDQUOT:
        ("no room left: the disk or your quota is full", "free some space and try again")
      case EACCES, EPERM:
        ("permission denied", "choose a place of your own, or change its permissions")
      case EROFS: ("the file system is read-only", "choose another place")
      case ENOTDIR, EEXIST:
        ("a file is where a folder was expected", "choose another name, or remove the file")
      case EISDIR: ("a folder of that name is there", "choose another name")
      case ENAMETOOLONG: ("the name is too long", "choose a shorter one")
      case EBADF: ("it is closed", "open it, or send it to a file")
      case EPIPE: ("nobody reads it any more", "keep its reader running")
      default:
        (String(cString: strerror(code)), "check the folder, its permissions and the free space")
      }
  }

  /// What an error of Foundation's file functions means; nil where no call of the system is behind it.
  public init?(_ error: any Error) {
    let told = error as NSError
    let cause = (told.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } ?? told
    guard cause.domain == NSPOSIXErrorDomain else { return nil }
    self.init(Int32(cause.code))
  }

  /// "cause; remedy".
  public var description: String { "\(cause); \(remedy)" }
}
