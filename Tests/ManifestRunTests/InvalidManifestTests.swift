import Diagnostics
import Foundation
import Manifest
import Steps
import TestSupport
import Testing

@testable import manifest_run

struct InvalidManifestTests {
  private static let folder = "Tests/Fixtures/manifests/invalid"

  /// The manifests; those in folders are parts of others.
  private static var files: [String] {
    PackageFolder.files(below: folder, ending: ".yaml").filter { !$0.contains("/") }
  }

  @Test(arguments: Self.files)
  func `an invalid manifest is refused in these words`(file: String) throws {
    let name = "\(Self.folder)/\(file.dropLast(5))"
    let options = (try? String(contentsOfFile: PackageFolder.path("\(name).set"), encoding: .utf8))
    let text = refusal(
      of: file,
      in: PackageFolder.path(Self.folder),
      options: options?.split(separator: "\n").map(String.init) ?? []
    )
    try expectGolden(text, "\(name).txt")
  }

  @Test(.serialized, arguments: LargeManifest.allCases)
  func `a manifest beyond a limit is refused in these words`(manifest: LargeManifest) throws {
    let folder = TemporaryFolder()
    manifest.write(to: folder)
    try expectGolden(
      refusal(of: "m.yaml", in: folder.path),
      "\(Self.folder)/large/\(manifest.rawValue).txt"
    )
  }

  @Test func `there is a manifest for every kind of diagnostic`() throws {
    let goldens = try PackageFolder.files(below: Self.folder, ending: ".txt").map {
      try String(contentsOfFile: PackageFolder.path("\(Self.folder)/\($0)"), encoding: .utf8)
    }
    let shown = Set(
      goldens.flatMap {
        $0.matches(of: /(?:error|warning): .* \[([a-z0-9-]+)\]\n/).map { String($0.1) }
      }
    )
    let known = try Self.diagnosticIDs()
    #expect(known.count > 60)
    #expect(known.subtracting(shown).sorted() == Self.unseen.keys.sorted())
    #expect(shown.subtracting(known).isEmpty)
  }

  @Test func `there are many invalid manifests`() {
    #expect(Self.files.count >= 80)
  }

  /// Kinds that no manifest can have, with the reason.
  private static let unseen = [
    "no-manifest": "it is of a folder; ValidateCommandTests has it",
    "out-of-memory": "it is the machine's",
    "invalid-yaml": "it is for sentences of libyaml that are not known",
    "absent-key": "it is the environment's; MissingKeyTests has it",
    "unsafe-settings": "it is of the file of settings; ServiceSettingsTests has it",
    "unusable-service": "see unsafe-settings",
    "git-failed": "it is of Git; RevisionPathTests and DiffRevisionTests have the four",
    "no-git": "see git-failed",
    "no-repository": "see git-failed",
    "unknown-revision": "see git-failed",
    "unexpected-end": "libyaml 0.2.5 takes a missing value at the end for an empty one",
  ]

  /// The kinds that the sources name.
  private static func diagnosticIDs() throws -> Set<String> {
    var ids: Set<String> = []
    for file in PackageFolder.files(below: "Sources", ending: ".swift") {
      let text = try String(contentsOfFile: PackageFolder.path("Sources/\(file)"), encoding: .utf8)
      guard text.contains(/\bDiagnostic\b|DiagnosticID/) else { continue }
      for match in text.matches(of: /(?:\bid: |\berror\(\s*|: )"([a-z]+(?:-[a-z0-9]+)+)"/) {
        ids.insert(String(match.1))
      }
    }
    return ids
  }

  /// What is said of a manifest that must be refused, the folder's own path left out.
  private func refusal(of file: String, in folder: String, options: [String] = []) -> String {
    var diagnostics = DiagnosticList()
    let planner = ProgramEnvironment.test().planner()
    let manifest = Manifest.load(
      path: "\(folder)/\(file)",
      overrides: options,
      format: planner.format,
      reader: FileManifestReader(root: folder),
      checks: planner.checks,
      into: &diagnostics
    )
    #expect(manifest == nil)
    #expect(diagnostics.hasErrors)
    return DiagnosticFormatter(color: false).text(for: diagnostics)
      .replacing("\(folder)/", with: "").replacing(folder, with: "FOLDER") + "\n"
  }
}

/// Manifests that are too large to be kept as files.
enum LargeManifest: String, CaseIterable, CustomTestStringConvertible {
  case extendsTooDeep = "extends_too_deep"
  case fileTooLarge = "file_too_large"
  case scalarTooLong = "scalar_too_long"
  case tooManyFiles = "too_many_files"
  case tooMuchText = "too_much_text"

  var testDescription: String { rawValue }

  private static let comment = "#" + String(repeating: "x", count: 99) + "\n"

  /// Writes `m.yaml` and what it extends.
  func write(to folder: TemporaryFolder) {
    let head = "manifest: 1\nname: x\n"
    switch self {
    case .extendsTooDeep:
      folder.write("extends: 1.yaml\n" + head, to: "m.yaml")
      for index in 1...33 { folder.write("extends: \(index + 1).yaml\n", to: "\(index).yaml") }
    case .fileTooLarge:
      folder.write(head + String(repeating: Self.comment, count: 45_000), to: "m.yaml")
    case .scalarTooLong:
      let text = String(repeating: "x", count: 1 << 20)
      folder.write(head + "description: x\(text)\n", to: "m.yaml")
    case .tooManyFiles:
      folder.write(
        "extends: [\((0..<11).map { "\($0).yaml" }.joined(separator: ", "))]",
        to: "m.yaml"
      )
      for index in 0..<11 {
        let names = (0..<100).map { "\(index)-\($0).yaml" }
        folder.write("extends: [\(names.joined(separator: ", "))]", to: "\(index).yaml")
        for name in names { folder.write(head, to: name) }
      }
    case .tooMuchText:
      let text = String(repeating: Self.comment, count: 30_000)
      folder.write("extends: [a.yaml, b.yaml]\n" + head + "epoch: 3\n", to: "m.yaml")
      folder.write("manifest: 1\n" + text, to: "a.yaml")
      folder.write("manifest: 1\n" + text, to: "b.yaml")
    }
  }
}
