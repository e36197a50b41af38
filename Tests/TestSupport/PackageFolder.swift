package import Foundation

/// Where the package's own files are.
package enum PackageFolder {
  /// The folder of Package.swift.
  package static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A folder or file of the package.
  package static func path(_ relative: String) -> String {
    root.appending(path: relative).path
  }

  /// The files below a folder of the package whose names end in an extension, in order.
  package static func files(below folder: String, ending suffix: String) -> [String] {
    let found = FileManager.default.enumerator(atPath: path(folder))?.allObjects as? [String]
    return (found ?? []).filter { $0.hasSuffix(suffix) }.sorted()
  }
}
