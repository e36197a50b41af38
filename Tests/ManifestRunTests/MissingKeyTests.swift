import Foundation
import TestSupport
import Testing

struct MissingKeyTests {
  private let folder = TemporaryFolder()

  /// A service and where its key should be: how it is written, and what is said of it.
  private static let places: [(provider: String, key: String, words: String)] = [
    ("openai", "", "there is no key: put one into the environment variable 'OPENAI_API_KEY'"),
    ("lab", "key-variable: NO_SUCH_KEY", "the environment variable 'NO_SUCH_KEY'"),
    ("lab", "key-file: /nowhere/key", "the file '/nowhere/key' with the key cannot be read"),
  ]

  private func write(_ key: String) {
    let text = "providers: [{ name: lab, base-url: 'http://127.0.0.1:9/v1', free: true, \(key) }]"
    folder.write(text, to: "config/manifest-run/providers.yaml")
  }

  private func call(_ provider: String, _ arguments: String...) async throws -> ProgramCall.Ending {
    let text = smallManifest.replacing("[ada]", with: "[m]")
      .replacing("models:", with: "provider: \(provider), models:")
    folder.write(text + "\nevaluate: { metrics: [exact-match] }\n", to: "work/m.yaml")
    let environment = [
      "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "NO_COLOR": "1",
      "XDG_CONFIG_HOME": folder.path + "/config", "XDG_STATE_HOME": folder.path + "/state",
    ]
    return try await ProgramCall(
      arguments + ["m.yaml"],
      environment: ProgramCall.plainEnvironment.merging(environment) { $1 },
      folder: folder.path + "/work"
    )
    .ending()
  }

  /// How often something is said.
  private func count(_ words: String, in ending: ProgramCall.Ending) -> Int {
    (ending.messages + ending.results).components(separatedBy: words).count - 1
  }

  @Test(arguments: Self.places.indices)
  func `a key that is not there is told once, before any step`(index: Int) async throws {
    let place = Self.places[index]
    write(place.key)
    for command in ["validate", "plan"] {
      let ending = try await call(place.provider, command)
      #expect(ending.status == 0)
      #expect(count("'\(place.provider)' cannot be asked, since", in: ending) == 1)
      #expect(count(place.words, in: ending) == 1)
    }
    let run = try await call(place.provider, "run")
    #expect(run.status == 1)
    #expect(count(place.words, in: run) == 1)
    #expect(count("started", in: run) == 0)
    let free = try await call(place.provider, "run", "--until", "generate")
    #expect(free.status == 0)
    #expect(count(place.words, in: free) == 0)
  }

  @Test func `a command for the key runs once, when something is to be asked`() async throws {
    write("key-command: [sh, -c, 'echo x >> \(folder.path)/called; exit 3']")
    for arguments in [["validate"], ["plan"], ["run", "--until", "generate"]] {
      let ending = try await call(
        "lab",
        arguments[0],
        arguments.count > 1 ? "--until=generate" : "--quiet"
      )
      #expect(ending.status == 0)
    }
    #expect(folder.lines(of: "called").isEmpty)
    let run = try await call("lab", "run")
    #expect(run.status == 1)
    #expect(count("'lab' cannot be asked, since the command 'sh' for the key failed", in: run) == 1)
    #expect(count("started", in: run) == 0)
    #expect(folder.lines(of: "called").count == 1)
  }

  @Test func `a service without a key wants none`() async throws {
    write("")
    for command in ["validate", "plan"] {
      let ending = try await call("lab", command)
      #expect(ending.status == 0)
      #expect(count("cannot be asked", in: ending) == 0)
    }
  }
}
