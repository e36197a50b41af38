import Foundation

/// A folder that is gone, with what is in it, when the test is.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "manifest-run-test-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      preconditionFailure("no temporary folder: \(error)")
    }
    path = url.resolvingSymlinksInPath().path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The names of the files in the folder, in order.
  package var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// Writes a file, the folders above it too, and returns its path.
  @discardableResult
  package func write(
    _ bytes: some Sequence<UInt8>,
    to name: String,
    appending: Bool = false
  ) -> String {
    let file = path + "/" + name
    let earlier = appending ? self.bytes(of: name) : []
    do {
      try FileManager.default.createDirectory(
        at: URL(filePath: file).deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try Data(earlier + Array(bytes)).write(to: URL(filePath: file))
    } catch {
      preconditionFailure("cannot write '\(file)': \(error)")
    }
    return file
  }

  /// Writes a text and returns the file's path.
  @discardableResult
  package func write(_ text: String, to name: String, appending: Bool = false) -> String {
    write(Array(text.utf8), to: name, appending: appending)
  }

  /// The bytes of a file; empty where there is none.
  package func bytes(of name: String) -> [UInt8] {
    [UInt8]((try? Data(contentsOf: URL(filePath: path + "/" + name))) ?? Data())
  }

  /// The lines of a file, without empty ones.
  package func lines(of name: String) -> [String] {
    String(decoding: bytes(of: name), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Makes a name in the folder stand for another file; a name that is there stays what it is.
  package func link(_ name: String, to target: String) {
    try? FileManager.default.createSymbolicLink(
      atPath: path + "/" + name,
      withDestinationPath: target
    )
  }
}
