import Diagnostics
import Engine
import Foundation
import Steps
import TestSupport
import Testing

@testable import manifest_run

/// A pipe in place of a file is told at once and waits for nobody.
@Suite(.timeLimit(.hang))
struct PipeTests {
  private let folder = TemporaryFolder()

  /// Reads the file of a path and gives what is told of it.
  private static let readers: [String: @Sendable (String) -> String] = [
    "server-key": { path in told { try ServerKey.key(from: "file:\(path)", variables: [:]) } },
    "faults": { path in told { try ServerKey.bytes(of: path, as: "--faults") } },
    "settings": { path in
      "\(ServiceSettings(path: path) { _ in nil }.problems.diagnostics.map(\.message))"
    },
    "pairs.csv": { path in
      told { try PairsFile(path: path, name: path) }
    },
    "correction": { path in told { try FileReplacement.replace(path, "old", with: "new") } },
    "digest": { path in told { try Digest(ofFile: path) } },
  ]

  private static func told<Value>(_ read: () throws -> Value) -> String {
    do {
      _ = try read()
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: readers.keys.sorted())
  func `each reader tells of a pipe at once`(name: String) throws {
    let path = "\(folder.path)/\(name)"
    try #require(mkfifo(path, 0o600) == 0)
    let reader = try #require(Self.readers[name])
    let words = reader(path)
    #expect(words.contains("regular file") || words.contains("changed"), "\(words)")
    #expect(words.contains(path) || name == "correction", "\(words)")
  }

  @Test func `the events of a run are none where a pipe is in their place`() throws {
    let workspace = try Workspace.open(at: "\(folder.path)/.manifest-run")
    let run = RunID(rawValue: 1)
    let place = try workspace.newRunFolder(run)
    try #require(mkfifo("\(place)/\(EventLog.fileName)", 0o600) == 0)
    #expect(EventReader(of: run, in: workspace) == nil)
  }
}
