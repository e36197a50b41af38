import Foundation
package import Testing

/// Compares a text with the one that a file of the package holds.
///
/// With `RECORD_GOLDENS` in the environment the file is written anew, and the test fails so that a
/// recording run is never taken for a passing one.
package func expectGolden(
  _ actual: String,
  _ file: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let url = URL(filePath: PackageFolder.path(file))
  if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
    try Data(actual.utf8).write(to: url)
    Issue.record("recorded \(file)", sourceLocation: sourceLocation)
    return
  }
  let expected = (try? Data(contentsOf: url)).map { String(decoding: $0, as: UTF8.self) }
  if actual != expected { Attachment.record(actual, named: url.lastPathComponent) }
  #expect(actual == expected, "\(file) holds another text", sourceLocation: sourceLocation)
}
