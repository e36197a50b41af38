import Foundation
import TestSupport
import Testing

/// Holds the schema against manifests by a validator that shares no code with ours.
///
/// The validator is a Python package, which is installed once into a folder of the build. Where that
/// cannot be, the test says so and is skipped, unless `REQUIRE_SCHEMA_CHECK` is in the environment.
struct SchemaValidatorTests {
  private static let environment = ".build-python"
  private static let packages = ["jsonschema==4.26.0", "ruamel.yaml==0.19.1"]

  private static let valid = "Tests/Fixtures/manifests/valid"
  private static let invalid = "Tests/Fixtures/manifests/invalid"

  /// Manifests with an unknown key that the other YAML reader refuses itself.
  private static let unreadable = ["tabs_before.yaml"]

  @Test func `the schema accepts valid manifests and refuses unknown keys`() async throws {
    guard let python = await Self.python() else {
      let reason = "the validator cannot be installed: python3, its venv or PyPI is missing"
      guard ProcessInfo.processInfo.environment["REQUIRE_SCHEMA_CHECK"] == nil else {
        Issue.record("\(reason)")
        return
      }
      try Test.cancel("\(reason)")
    }
    let words = try await Self.words(of: python)
    for folder in [Self.valid, "experiments"] {
      let files = PackageFolder.files(below: folder, ending: ".yaml")
      #expect(files.count > 4)
      for file in files { #expect(words["\(folder)/\(file)"] == "valid", "\(file)") }
    }
    let unknown = try Self.withUnknownKeys()
    #expect(unknown.count > 15)
    for file in unknown {
      let expected = Self.unreadable.contains(file) ? "unreadable" : "invalid"
      #expect(words["\(Self.invalid)/\(file)"] == expected, "\(file)")
    }
  }

  /// The invalid manifests that have an unknown key themselves, not in what they extend.
  private static func withUnknownKeys() throws -> [String] {
    try manifests(below: invalid).filter { file in
      let golden = "\(invalid)/\(file.dropLast(5)).txt"
      let text = try String(contentsOfFile: PackageFolder.path(golden), encoding: .utf8)
      return text.split(separator: "\n").contains {
        $0.hasPrefix("\(file):") && $0.hasSuffix(" [unknown-key]")
      }
    }
  }

  private static func manifests(below folder: String) -> [String] {
    PackageFolder.files(below: folder, ending: ".yaml").filter { !$0.contains("/") }
  }

  /// What the validator says of each manifest.
  private static func words(of python: String) async throws -> [String: String] {
    let experiments = PackageFolder.files(below: "experiments", ending: ".yaml")
    let files =
      [valid, invalid].flatMap { folder in manifests(below: folder).map { "\(folder)/\($0)" } }
      + experiments.map { "experiments/\($0)" }
    let script = PackageFolder.path("scripts/check-schema")
    let schema = "experiments/manifest.schema.json"
    let output = try #require(try await run([python, script, schema] + files))
    let lines = output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    return Dictionary(uniqueKeysWithValues: lines.map { ($0[0], $0[1]) })
  }

  /// The Python that has the packages; nil where there is none and none can be made.
  private static func python() async -> String? {
    let folder = PackageFolder.path(environment)
    let python = "\(folder)/bin/python"
    let probe = "import jsonschema, ruamel.yaml"
    if (try? await run([python, "-c", probe])) ?? nil != nil { return python }
    let steps = [
      ["python3", "-m", "venv", "--clear", folder],
      [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"] + packages,
    ]
    for step in steps {
      guard (try? await run(step)) ?? nil != nil else { return nil }
    }
    return python
  }

  /// The standard output of a program in the package's folder; nil where it fails.
  private static func run(_ command: [String]) async throws -> String? {
    let call = try await Subprocess.run(command, folder: PackageFolder.root.path)
    return call.status == 0 ? call.output : nil
  }
}
