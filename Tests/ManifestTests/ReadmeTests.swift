import Diagnostics
import Foundation
import Manifest
import TestSupport
import Testing

/// The pages for readers: what they show is so, and what they lead to is there.
struct ReadmeTests {
  private static let pages: [String] = {
    let docs =
      (try? FileManager.default.contentsOfDirectory(atPath: PackageFolder.path("docs"))) ?? []
    let names = docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Benchmarks/README.md"] + names
  }()

  private static func text(of page: String) throws -> String {
    try String(contentsOfFile: PackageFolder.path(page), encoding: .utf8)
  }

  @Test func `the README is short`() throws {
    let words = try Self.text(of: "README.md").split(whereSeparator: \.isWhitespace)
    #expect(words.count <= 1500)
  }

  @Test func `the index has every page`() throws {
    let index = try Self.text(of: "docs/README.md")
    for page in Self.pages where page.hasPrefix("docs/") && page != "docs/README.md" {
      #expect(index.contains("](\(page.dropFirst(5)))"), "\(page) is missing")
    }
    #expect(Self.pages.count > 10)
  }

  @Test(arguments: pages)
  func `every link leads to a file`(page: String) throws {
    let folder = PackageFolder.path(page).split(separator: "/").dropLast().joined(separator: "/")
    for part in try Self.text(of: page).components(separatedBy: "](").dropFirst() {
      let target = part.prefix { $0 != ")" && $0 != "#" }
      guard !target.isEmpty, !target.contains("://") else { continue }
      #expect(FileManager.default.fileExists(atPath: "/\(folder)/\(target)"), "\(target)")
    }
  }

  @Test(arguments: ["README.md", "docs/writing.md", "docs/providers.md"])
  func `every YAML block is a valid manifest`(page: String) throws {
    let text = try SourceFile.load(
      path: PackageFolder.path(page),
      name: page,
      byteLimit: 1 << 20
    ).text
    for block in Self.blocks(of: text) {
      var diagnostics = DiagnosticList()
      let name = PackageFolder.path("experiments/\(page.split(separator: "/").last ?? "")")
      let manifest = Manifest.load(
        path: name,
        reader: BlockReader(name: name, text: block),
        into: &diagnostics
      )
      #expect(manifest != nil, "\(diagnostics.map(\.message)) in\n\(block)")
    }
    #expect(!Self.blocks(of: text).isEmpty)
  }

  private static func blocks(of text: String) -> [String] {
    text.split(separator: "```yaml\n").dropFirst().compactMap {
      $0.split(separator: "```", omittingEmptySubsequences: false).first.map(String.init)
    }
  }

  /// Gives a block's text under a name, and other files from beside the experiments.
  private struct BlockReader: ManifestReader {
    var name: String
    var text: String

    func read(_ path: String) throws(ManifestReadingError) -> SourceFile {
      guard path != name else { return SourceFile(name: name, text: text) }
      return try FileManifestReader(root: PackageFolder.path("")).read(path)
    }

    func objection(toFile path: String) -> Diagnostic? { nil }
  }
}
