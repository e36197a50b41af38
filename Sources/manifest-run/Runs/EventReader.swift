import Engine

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads a run's events from where it stopped reading before.
///
/// A line without its end is being written or was torn off by a kill: it is read when its end is
/// there, and else not at all. A line that is no event is left out.
///
/// A class, since it owns the open file.
final class EventReader {
  /// One whole line.
  struct Line {
    var event: LoggedEvent

    /// The line itself, without its end.
    var text: String
  }

  private let descriptor: Int32
  private var rest: [UInt8] = []

  /// Opens the events of a run; nil where none were kept.
  init?(of run: RunID, in workspace: Workspace) {
    let path = "\(workspace.pathOfRunFolder(run))/\(EventLog.fileName)"
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  /// The lines that came since the last call.
  func next() -> [Line] {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      rest += chunk[..<count]
    }
    guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let whole = rest[..<end].split(separator: UInt8(ascii: "\n"))
    defer { rest.removeSubrange(...end) }
    let decoder = JSONDecoder()
    return whole.compactMap { bytes in
      guard let event = try? decoder.decode(LoggedEvent.self, from: Data(bytes)) else { return nil }
      return Line(event: event, text: String(decoding: bytes, as: UTF8.self))
    }
  }
}
