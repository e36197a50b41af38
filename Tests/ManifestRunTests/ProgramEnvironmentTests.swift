import Diagnostics
import Engine
import Foundation
import Manifest
import OpenAIProvider
import Providers
import Steps
import TestSupport
import Testing

@testable import manifest_run

/// What the program makes of what it finds when it starts.
struct ProgramEnvironmentTests {
  private let folder = TemporaryFolder()

  /// The plan of a manifest with a provider.
  private func plan(_ provider: String) throws -> Plan {
    let text = smallManifest.replacing("models:", with: "provider: \(provider), models:")
    let path = folder.write(text, to: "m.yaml")
    var diagnostics = DiagnosticList()
    let reader = FileManifestReader(root: folder.path)
    let loaded = Manifest.load(path: path, overrides: [], reader: reader, into: &diagnostics)
    let manifest = try #require(loaded)
    let plan = ProgramEnvironment.test().planner().plan(manifest, into: &diagnostics)
    return try #require(plan)
  }

  @Test func `steps that only wait for a service take no core's turn`() throws {
    let environment = ProgramEnvironment.test(cores: 3)
    #expect(try environment.jobs(for: plan("local")) == 3)
    #expect(try environment.jobs(for: plan("openai")) == 3 + 16)
    let openAI = try #require(environment.services.first?.identity)
    let pools = environment.pools
    #expect(pools[.cores] == 3 && pools[.files] == 3)
    #expect(pools[.provider(openAI.name, account: openAI.account)] == 16)
  }

  @Test func `services are those of the variables and of the user's file`() {
    folder.write(
      "providers: [{ name: lab, base-url: 'https://lab.example/v1' }]",
      to: "manifest-run/providers.yaml"
    )
    let environment = ProgramEnvironment.test([
      "XDG_CONFIG_HOME": folder.path, "OPENAI_BASE_URL": "https://gate.example/v1",
    ])
    #expect(
      environment.providers.map(\.identity.name) == [
        "local", "transformers", "openai", "openai-legacy", "lab",
      ]
    )
    #expect(environment.services.first?.identity.account == "https://gate.example/v1")
  }

  @Test func `a file of settings that cannot be used leaves this machine alone`() {
    let path = folder.write("providers: 3", to: "manifest-run/providers.yaml")
    let environment = ProgramEnvironment.test(["XDG_CONFIG_HOME": folder.path])
    #expect(environment.providers.map(\.identity.name) == ["local", "transformers"])
    #expect(environment.serviceSettings.problems.map(\.range?.file.name) == [path])
  }

  @Test func `the file of settings is read when it is needed, and once`() {
    let environment = ProgramEnvironment.test(["XDG_CONFIG_HOME": folder.path])
    func write(_ name: String) {
      folder.write(
        "providers: [{ name: \(name), base-url: 'https://lab.example/v1' }]",
        to: "manifest-run/providers.yaml"
      )
    }
    write("first")
    #expect(environment.services.last?.identity.name == "first")
    write("second")
    #expect(environment.services.last?.identity.name == "first")
    #expect(environment.serviceSettings.services.last?.name == "first")
  }

  @Test func `making the providers fetches no key`() {
    folder.write(
      """
      providers:
        - { name: lab, base-url: 'https://lab.example/v1', key-command: [touch, '\(folder.path)/x'] }
      """,
      to: "manifest-run/providers.yaml"
    )
    let environment = ProgramEnvironment.test(["XDG_CONFIG_HOME": folder.path])
    #expect(environment.services.map(\.identity.name).contains("lab"))
    #expect(folder.names == ["manifest-run"])
  }

  @Test func `only a terminal that can go back is drawn on again`() {
    func capabilities(_ term: String?, _ terminals: Set<Int32>) -> TerminalCapabilities {
      TerminalCapabilities(term.map { ["TERM": $0] } ?? [:], isTerminal: terminals.contains)
    }
    let all: Set = [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    let full = capabilities("xterm", all)
    #expect(full.redrawsMessages && full.redrawsResults && full.canAsk)
    for term in ["dumb", nil] {
      let simple = capabilities(term, all)
      #expect(!simple.redrawsMessages && !simple.redrawsResults && simple.canAsk)
    }
    let piped = capabilities("xterm", all.subtracting([STDOUT_FILENO]))
    #expect(piped.redrawsMessages && !piped.redrawsResults && piped.canAsk)
    let unattended = capabilities("xterm", all.subtracting([STDIN_FILENO]))
    #expect(unattended.redrawsMessages && unattended.redrawsResults && !unattended.canAsk)
  }

  @Test(arguments: [(nil, true), ("", true), ("1", false)])
  func `a user refuses colours by a variable that is not empty`(value: String?, allows: Bool) {
    let variables = value.map { ["NO_COLOR": $0] } ?? [:]
    #expect(TerminalCapabilities(variables, isTerminal: { _ in true }).allowsColor == allows)
  }

  @Test func `a path is shown as it is typed in the current folder`() {
    let current = CurrentFolder(path: "/a/b", isDeleted: false)
    #expect(current.shown("/a/b/c/d") == "c/d")
    #expect(current.shown("/a/bc") == "/a/bc")
    #expect(CurrentFolder(path: nil, isDeleted: true).shown("/a/b/c") == "/a/b/c")
  }
}
