import Foundation
import TestSupport

/// What may be found where a file was; whoever opens it without care waits for ever, or is lied to.
enum NoFile: String, CaseIterable, Sendable {
  case folder, pipe, socket, link

  /// A pipe that another process holds open: reading it finds neither bytes nor an end.
  case openPipe

  /// A link that leads to itself.
  case circle

  /// Puts it in place of a file.
  ///
  /// - Returns: A descriptor that the caller closes; -1 where none is needed.
  /// - Throws: An error of the system, or `TestFailure`.
  func replace(_ path: String) throws -> CInt {
    let manager = FileManager.default
    let copy = "\(path)-moved"
    try manager.moveItem(atPath: path, toPath: copy)
    switch self {
    case .folder:
      try manager.createDirectory(atPath: path, withIntermediateDirectories: false)
    case .link:
      try manager.createSymbolicLink(atPath: path, withDestinationPath: copy)
    case .circle:
      try manager.createSymbolicLink(atPath: path, withDestinationPath: path)
    case .pipe, .openPipe:
      guard mkfifo(path, 0o600) == 0 else { throw TestFailure("no pipe at '\(path)'") }
      if self == .openPipe { return open(path, O_RDWR | O_CLOEXEC) }
    case .socket:
      try bind(path)
    }
    if self != .link { try manager.removeItem(atPath: copy) }
    return -1
  }

  /// Makes a socket under a path; nobody listens to it.
  private func bind(_ path: String) throws {
    let script =
      "import socket, os, sys; os.chdir(sys.argv[1]); socket.socket(socket.AF_UNIX).bind(sys.argv[2])"
    let folder = (path as NSString).deletingLastPathComponent
    // A socket's path has a hundred characters at most, which its name alone stays below.
    let process = try Subprocess([
      "python3", "-c", script, folder, (path as NSString).lastPathComponent,
    ])
    while process.isRunning { usleep(5000) }
    guard process.ending?.status == 0 else { throw TestFailure("no socket at '\(path)'") }
  }
}
