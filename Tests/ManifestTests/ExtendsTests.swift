import Diagnostics
import Manifest
import Synchronization
import TestSupport
import Testing

struct ExtendsTests {
  /// Counts how often files are read.
  private final class CountingReader: ManifestReader {
    let files: InMemoryReader
    let count = Mutex(0)

    init(_ files: [String: String]) { self.files = InMemoryReader(files: files) }

    func read(_ path: String) throws(ManifestReadingError) -> SourceFile {
      count.withLock { $0 += 1 }
      return try files.read(path)
    }

    func objection(toFile path: String) -> Diagnostic? { nil }
  }

  private func problems(_ reader: CountingReader) -> [Diagnostic] {
    var diagnostics = DiagnosticList()
    _ = Manifest.load(path: "0.yaml", reader: reader, into: &diagnostics)
    return diagnostics.sorted
  }

  /// Manifests of which each extends the next.
  private func chain(_ length: Int) -> [String: String] {
    let files = (0..<length).map { ("\($0).yaml", "extends: [\($0 + 1).yaml]") }
    return Dictionary(uniqueKeysWithValues: files + [("\(length).yaml", "manifest: 1\nname: x")])
  }

  @Test func `each file is read once, by whichever of its paths`() throws {
    let folder = TemporaryFolder()
    for index in 0..<30 {
      let next = "extends: [\(index + 1).yaml, ./\(index + 1).yaml]"
      folder.write("\(next)\ndataset: { seed: \(index) }".utf8, to: "\(index).yaml")
    }
    folder.write("manifest: 1\nname: x".utf8, to: "30.yaml")
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: folder.path + "/0.yaml",
      reader: FileManifestReader(root: folder.path),
      into: &diagnostics
    )
    #expect(diagnostics.isEmpty)
    #expect(manifest?.experiments.first?.dataset.seed == 0)
  }

  @Test func `a chain may be so long and no longer`() {
    let reader = CountingReader(chain(32))
    #expect(problems(reader).isEmpty)
    #expect(reader.count.withLock(\.self) == 33)
    let found = problems(CountingReader(chain(33)))
    #expect(found.map(\.id) == ["extends-too-deep"])
    #expect(found.first?.range?.text == "33.yaml")
    #expect(found.first?.range?.file.name == "32.yaml")
  }

  @Test func `a manifest may have so many files and no more`() {
    var files: [String: String] = [:]
    for group in 0..<11 {
      let members = (0..<95).map { "\(group)-\($0).yaml" }
      for member in members { files[member] = "manifest: 1" }
      files["g\(group).yaml"] = "extends: [\(members.joined(separator: ", "))]"
    }
    let groups = (0..<11).map { "g\($0).yaml" }.joined(separator: ", ")
    files["0.yaml"] = "name: x\nextends: [\(groups)]"
    let reader = CountingReader(files)
    let found = problems(reader)
    #expect(reader.count.withLock(\.self) == 1000)
    #expect(Set(found.map(\.id)) == ["too-many-files"])
    #expect(found.count == 1)
    #expect(found.first?.range?.text.hasSuffix(".yaml") == true)
  }

  @Test func `the files of a manifest may be so long together and no longer`() {
    let comment = "# " + String(repeating: "x", count: 1 << 18) + "\n"
    let names = (1...17).map { "\($0).yaml" }
    var files = Dictionary(uniqueKeysWithValues: names.map { ($0, comment + "name: x") })
    files["0.yaml"] = "manifest: 1\nextends: [\(names.dropLast(2).joined(separator: ", "))]"
    #expect(problems(CountingReader(files)).isEmpty)
    files["0.yaml"] = "manifest: 1\nextends: [\(names.joined(separator: ", "))]"
    let found = problems(CountingReader(files))
    #expect(found.map(\.id) == ["too-much-text"])
    #expect(found.first?.range?.text == "16.yaml")
  }

  @Test func `a list of too many bases is refused before they are read`() {
    let names = (0..<100_000).map { "\($0 + 1).yaml" }.joined(separator: ",")
    let reader = CountingReader(["0.yaml": "manifest: 1\nname: x\nextends: [\(names)]"])
    #expect(problems(reader).contains { $0.id == "wrong-count" })
    #expect(reader.count.withLock(\.self) <= 101)
  }
}
