import Foundation
import TestSupport

extension TemporaryFolder {
  /// The path of a workspace in the folder.
  var workspacePath: String { "\(path)/.manifest-run" }
}

/// What tests do with files.
enum Files {
  static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  static func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Adds a line in one write, so that several processes may do it at once.
  static func append(_ line: String, to path: String) {
    guard let stream = fopen(path, "a") else { preconditionFailure("cannot open '\(path)'") }
    fputs("\(line)\n", stream)
    fclose(stream)
  }

  static func lines(of path: String) throws -> [String] {
    guard exists(path) else { return [] }
    return try read(path).split(separator: "\n").map { String($0) }
  }

  /// The paths of all regular files below a folder, sorted.
  static func all(below folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
      .map { "\(folder)/\($0)" }
      .filter { path in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
          && !isFolder.boolValue
      }
  }

  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  /// Changes a read-only file behind the store's back.
  static func damage(_ path: String, with text: String) throws {
    chmod(path, 0o644)
    try write(text, to: path)
  }
}
