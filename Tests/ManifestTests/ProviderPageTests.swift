import Diagnostics
import Manifest
import TestSupport
import Testing

/// `docs/providers.md` against the format of the file of settings.
struct ProviderPageTests {
  private let text: String

  init() throws {
    text = try SourceFile.load(
      path: PackageFolder.path("docs/providers.md"),
      name: "providers.md",
      byteLimit: 1 << 20
    ).text
  }

  /// The texts of the page's blocks of a kind.
  private func blocks(_ kind: String) -> [String] {
    text.split(separator: "```\(kind)\n").dropFirst().compactMap {
      $0.split(separator: "```", omittingEmptySubsequences: false).first.map(String.init)
    }
  }

  private func settings(_ text: String) -> (services: [ProviderSettings]?, problems: [Diagnostic]) {
    var diagnostics = DiagnosticList()
    let services = ProviderSettings.load(
      SourceFile(name: "providers.yaml", text: text),
      into: &diagnostics
    )
    return (services, diagnostics.sorted)
  }

  /// The keys as the error for a wrong one lists them.
  private func knownKeys() throws -> [String] {
    let problems = settings("providers: [{ name: a, base-url: b, no-such-key: 1 }]").problems
    let note = try #require(problems.first?.notes.first?.message)
    return note.matches(of: /'([a-z-]+)'/).map { String($0.1) }.filter { $0 != "providers" }
  }

  @Test func `the example of the settings is one`() throws {
    let example = try #require(blocks("yaml settings").first)
    let (services, problems) = settings(example)
    #expect(problems.isEmpty)
    #expect(services?.map(\.name) == ["lab", "rehearsal", "archive"])
  }

  @Test func `every key has a row and is in the example, and no other`() throws {
    let known = try knownKeys()
    #expect(known.count > 10)
    let example = try #require(blocks("yaml settings").first)
    let written = example.matches(of: /(?:^|\n)[ -]+([a-z-]+):/).map { String($0.1) }
    #expect(Set(written) == Set(known))
    let rows = text.split(separator: "| key | meaning").last?.split(separator: "\n\n").first ?? ""
    let described = rows.split(separator: "\n").flatMap { row in
      row.split(separator: "|").first?.matches(of: /`([a-z-]+)`/).map { String($0.1) } ?? []
    }
    #expect(described == known)
  }
}
