import Engine
import System

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads a run's events from where it stopped reading before.
///
/// An incomplete line is being written or was cut off by a kill: it is read once it is complete. A line
/// that is no event is left out.
///
/// A class, since it owns the open file.
final class EventReader {
  /// One whole line.
  struct Line {
    var event: LoggedEvent

    /// The line itself, without its end.
    var text: String
  }

  private let file: FileDescriptor
  private var rest: [UInt8] = []

  /// Opens the events of a run; nil where none were kept.
  init?(of run: RunID, in workspace: Workspace) {
    let path = "\(workspace.pathOfRunFolder(run))/\(EventLog.fileName)"
    guard let file = try? FileDescriptor(path, for: .reading) else { return nil }
    self.file = file
  }

  /// The lines that came since the last call.
  func next() -> [Line] {
    while let chunk = try? file.read(upTo: 1 << 16), !chunk.isEmpty { rest += chunk }
    guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let whole = rest[..<end].split(separator: UInt8(ascii: "\n"))
    defer { rest.removeSubrange(...end) }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return whole.compactMap { bytes in
      guard let event = try? decoder.decode(LoggedEvent.self, from: Data(bytes)) else { return nil }
      return Line(event: event, text: String(decoding: bytes, as: UTF8.self))
    }
  }
}
