#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The code of a system call's failure, whose description is the system's words for it.
package struct Errno: RawRepresentable, Hashable, Sendable {
  package let rawValue: CInt

  package init(rawValue: CInt) { self.rawValue = rawValue }

  /// The code of the call that failed last on this thread.
  package static var current: Errno { Errno(rawValue: errno) }

  package static let missing = Errno(rawValue: ENOENT)
  package static let missingFolder = Errno(rawValue: ENOTDIR)
  package static let exists = Errno(rawValue: EEXIST)
  package static let denied = Errno(rawValue: EACCES)
  package static let notPermitted = Errno(rawValue: EPERM)
  package static let readOnly = Errno(rawValue: EROFS)
  package static let noSpace = Errno(rawValue: ENOSPC)
  package static let quotaExceeded = Errno(rawValue: EDQUOT)
  package static let tooLarge = Errno(rawValue: EFBIG)
  package static let tooManyOpenFiles = Errno(rawValue: EMFILE)
  package static let tooManyOpenFilesInSystem = Errno(rawValue: ENFILE)
  package static let tooManyLinks = Errno(rawValue: EMLINK)
  package static let noLocks = Errno(rawValue: ENOLCK)
  package static let brokenPipe = Errno(rawValue: EPIPE)
  package static let notSupported = Errno(rawValue: ENOTSUP)
  package static let notSupportedHere = Errno(rawValue: EOPNOTSUPP)
  package static let noSuchCall = Errno(rawValue: ENOSYS)
  package static let stale = Errno(rawValue: ESTALE)
  package static let busy = Errno(rawValue: EBUSY)
  package static let inputOutput = Errno(rawValue: EIO)
  package static let isFolder = Errno(rawValue: EISDIR)
  package static let linkCircle = Errno(rawValue: ELOOP)
  package static let noDevice = Errno(rawValue: ENXIO)
  package static let noDriver = Errno(rawValue: ENODEV)
  package static let interrupted = Errno(rawValue: EINTR)
  package static let wouldBlock = Errno(rawValue: EWOULDBLOCK)
  package static let connectionRefused = Errno(rawValue: ECONNREFUSED)
  package static let networkUnreachable = Errno(rawValue: ENETUNREACH)
  package static let hostUnreachable = Errno(rawValue: EHOSTUNREACH)
  package static let networkDown = Errno(rawValue: ENETDOWN)
  package static let addressNotAvailable = Errno(rawValue: EADDRNOTAVAIL)

  /// A pipe, a device or a socket where a regular file must be; the system itself has no such code.
  package static let notRegular = Errno(rawValue: -1)
}

extension Errno: CustomStringConvertible {
  package var description: String {
    self == .notRegular
      ? "it is a pipe, a device or a socket, not a regular file"
      : String(cString: strerror(rawValue))
  }
}
