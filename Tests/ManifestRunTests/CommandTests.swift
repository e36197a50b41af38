import Foundation
import TestSupport
import Testing

struct CommandTests {
  private let folder = TemporaryFolder()

  @Test func `the version is printed`() async throws {
    #expect(try await program("--version").results == "0.1.0\n")
  }

  @Test func `wrong usage is told`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let unknown = try await program("run", path, "--untl", "generate", exits: 64)
    #expect(unknown.messages.hasPrefix("error: Unknown option '--untl'"))
    _ = try await program("run", path, "--until", "training", exits: 64)
    _ = try await program("run", path, "--jobs", "0", exits: 64)
    _ = try await program("run", path, "--quiet", "--verbose", exits: 64)
    _ = try await program("show", path, exits: 64)
    _ = try await program(exits: 64)
  }

  @Test func `an invalid manifest is shown with its places`() async throws {
    let path = folder.write("manifest: 1\nname: x\nfine-tune:\n  epoch: 3\n", to: "m.yaml")
    for command in ["run", "plan", "validate"] {
      let output = try await program(command, path, exits: 65)
      #expect(output.results == "")
      #expect(output.messages.contains(":4:3: error: unknown key 'epoch' in 'fine-tune'"))
      #expect(output.messages.hasSuffix("\n1 error\n"))
    }
    #expect(folder.names == ["m.yaml"])
  }

  @Test func `a missing manifest is told`() async throws {
    let output = try await program("\(folder.path)/gone.yaml", exits: 65)
    #expect(output.messages.contains("there is no file '\(folder.path)/gone.yaml'"))
  }

  @Test func `a valid manifest is called valid`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let output = try await program("validate", path)
    #expect(output.messages == "\(path) is valid: 7 steps\n")
    #expect(output.results == "")
  }

  @Test(arguments: PackageFolder.files(below: "experiments", ending: ".yaml"))
  func `every experiment is valid`(file: String) async throws {
    let output = try await program("validate", PackageFolder.path("experiments/\(file)"))
    #expect(output.messages.contains(" is valid: "))
  }

  @Test func `the resolved manifest reads back`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let first = try await program("show", path, "--resolved", "--set", "dataset.seed=3")
    #expect(first.results.contains("\n  seed: 3 "))
    let again = folder.write(first.results, to: "again.yaml")
    func values(_ output: Output) -> [Substring] {
      output.results.split(separator: "\n").compactMap { $0.split(separator: "  #").first }
    }
    #expect(try await values(program("show", again, "--resolved")) == values(first))
    let json = try await program("show", path, "--resolved", "--json").results
    #expect(json.contains("\"batch-size\" : 8"))
  }

  @Test func `the resolved manifest says where each value was written`() async throws {
    folder.write("dataset: { realized: 9 }\n", to: "base.yaml")
    let path = folder.write("extends: base.yaml\n" + smallManifest, to: "m.yaml")
    let arguments = ["show", path, "--resolved", "--set", "dataset.seed=3"]
    let shown = try await program(arguments[0], path, arguments[2], arguments[3], arguments[4])
    let lines = shown.results.split(separator: "\n").map(String.init)
    func line(_ key: String) -> String? { lines.first { $0.hasPrefix("  \(key):") } }
    #expect(line("seed")?.hasSuffix("  # --set dataset.seed=3") == true)
    #expect(line("realized")?.hasSuffix("  # \(path):4") == true)
    #expect(line("batch-size")?.hasSuffix("  # default") == true)
    struct Document: Decodable {
      struct Place: Decodable, Equatable {
        var kind: String
        var file: String?
        var line: Int?
        var column: Int?
        var option: String?
      }
      var origins: [String: Place]
    }
    let json = try await program("show", path, "--resolved", "--json", "--set", "dataset.seed=3")
      .results
    let origins = try JSONDecoder().decode(Document.self, from: Data(json.utf8)).origins
    #expect(origins["dataset.seed"] == .init(kind: "option", option: "dataset.seed=3"))
    #expect(origins["dataset.realized"] == .init(kind: "file", file: path, line: 4, column: 22))
    #expect(origins["fine-tune.batch-size"] == .init(kind: "default"))
  }

  @Test func `a plan says what would run and why`() async throws {
    struct Plan: Decodable {
      struct Step: Decodable {
        var id: String
        var kind: String
        var state: String
        var reason: String
      }
      var steps: [Step]
    }
    let path = folder.write(smallManifest, to: "m.yaml")
    let fresh = try await program("plan", path, "--json").json(Plan.self)
    #expect(fresh.steps.map(\.state) == ["will-run"] + Array(repeating: "depends", count: 6))
    _ = try await program("run", path, "--quiet")
    let done = try await program("plan", path, "--json").json(Plan.self)
    #expect(done.steps.allSatisfy { $0.state == "reused" })
    let changed = try await program("plan", path, "--json", "--set", "fine-tune.epochs=3")
    let steps = try changed.json(Plan.self).steps
    #expect(
      steps.map(\.state) == [
        "reused", "reused", "reused", "will-run", "depends", "depends", "depends",
      ]
    )
    #expect(steps[3].reason.contains("'epochs' changed from 2 to 3"))
    let text = try await program("plan", path, "--set", "fine-tune.epochs=3").results
    #expect(text.contains("fine-tune/ada/seed-0"))
    #expect(text.contains("\n3 reused, 1 will-run, 3 depends\nexpected: about "))
  }

  @Test func `the workspace lies in the enclosing Git repository`() async throws {
    folder.write("", to: "repository/.git/HEAD")
    let path = folder.write(smallManifest, to: "repository/a/b/m.yaml")
    _ = try await program("run", path, "--until", "generate", "--quiet")
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/repository/.manifest-run"))
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/repository/a/b/.manifest-run"))
  }
}
