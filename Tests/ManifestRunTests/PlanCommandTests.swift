import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import manifest_run

struct PlanCommandTests {
  private let folder = TemporaryFolder()

  /// What the tests read of `plan --json`.
  private struct Plan: Decodable {
    struct Step: Decodable {
      struct Because: Decodable {
        struct Change: Decodable, Equatable {
          var field: String
          var name: String?
          var from: Double?
          var to: Double?
        }

        var kind: String
        var run: Int?
        var changes: [Change]?
        var on: [String]?
      }

      struct Expected: Decodable {
        var seconds: Double
        var factor: Double
        var run: Int
      }

      var id: String
      var state: String
      var reason: String
      var because: Because
      var expectedTime: Expected?
    }

    struct Totals: Decodable {
      var secondsOfWork: Double
      var secondsOfWorkAtMost: Double
      var withoutEstimate: Int
      var disk: Int
      var diskFree: Int?
    }

    var steps: [Step]
    var expected: Totals

    var working: [String] { steps.filter { $0.state != "reused" }.map(\.id) }
  }

  private struct Run: Decodable {
    struct Step: Decodable {
      var id: String
      var outcome: String
      var reason: String?
    }

    var steps: [Step]

    var built: [String] { steps.filter { $0.outcome == "built" }.map(\.id) }
  }

  private func manifest() -> String { folder.write(smallManifest, to: "m.yaml") }

  @Test func `its exit status says whether there is something to do`() async throws {
    let path = manifest()
    _ = try await program("plan", path, "--detailed-exitcode", exits: 2)
    _ = try await program("plan", path)
    _ = try await program("run", path, "--quiet")
    _ = try await program("plan", path, "--detailed-exitcode")
    let forced = try await program(
      "plan",
      path,
      "--detailed-exitcode",
      "--force",
      "report",
      exits: 2
    )
    #expect(forced.results.contains("report                          will-run"))
    _ = try await program("plan", "\(path).gone", "--detailed-exitcode", exits: 65)
  }

  @Test func `reasons and expected times are data`() async throws {
    let path = manifest()
    _ = try await program("run", path, "--quiet")
    let output = try await program("plan", path, "--json", "--set", "fine-tune.epochs=6")
    let plan = try output.json(Plan.self)
    #expect(plan.steps[0].because.kind == "made-before")
    #expect(plan.steps[0].because.run == 1)
    #expect(plan.steps[0].expectedTime == nil)
    let tuning = plan.steps[3]
    #expect(tuning.because.kind == "changed")
    #expect(
      tuning.because.changes == [.init(field: "parameter", name: "epochs", from: 2, to: 6)]
    )
    #expect(tuning.expectedTime?.factor == 3)
    #expect(tuning.expectedTime?.run == 1)
    #expect(plan.steps[4].because.on == ["fine-tune/ada/seed-0"])
    #expect(plan.expected.secondsOfWork == tuning.expectedTime?.seconds)
    #expect(plan.expected.secondsOfWorkAtMost > plan.expected.secondsOfWork)
    #expect(plan.expected.withoutEstimate == 0)
    let text = try await program("plan", path, "--set", "fine-tune.epochs=6").results
    #expect(text.contains("expected: about "))
    #expect(text.contains(" of work"))
  }

  @Test func `what it says with options is what a run does with them`() async throws {
    let path = manifest()
    _ = try await program("run", path, "--quiet")
    let all = ["generate", "upload/train", "upload/validation", "fine-tune/ada/seed-0"]
    for options in [
      ["--force", "fine-tune/*"], ["--only", "evaluate/*", "--force", "*"],
      ["--from", "fine-tune/ada/seed-0", "--force", "*"], ["--until", "upload", "--force", "*"],
      ["--only", "report"],
    ] {
      let first = options[0], second = options[1]
      let third = options.count > 2 ? options[2] : "--json"
      let fourth = options.count > 3 ? options[3] : "--json"
      let plan = try await program("plan", path, first, second, third, fourth, "--json")
        .json(Plan.self)
      let run = try await program("run", path, first, second, third, fourth, "--json")
        .json(Run.self)
      #expect(run.steps.map(\.id) == plan.steps.map(\.id))
      let certain = plan.steps.filter { $0.state == "will-run" }.map(\.id)
      #expect(Set(certain).isSubset(of: run.built))
      #expect(Set(run.built).isSubset(of: plan.working))
      if options == ["--force", "fine-tune/*"] {
        // The same seed gives the same model, so what comes after it is reused.
        #expect(run.built == ["fine-tune/ada/seed-0"])
        #expect(run.steps[3].reason == "forced by --force")
      }
      if second == "upload" { #expect(run.built == Array(all.prefix(3))) }
      if options == ["--only", "report"] { #expect(run.built.isEmpty) }
    }
  }

  @Test func `a step alone whose inputs are not there is refused by plan and run`() async throws {
    let path = manifest()
    for command in ["plan", "run"] {
      let output = try await program(command, path, "--only", "report", exits: 1)
      #expect(output.results == "")
      #expect(output.messages.contains("'--only' makes nothing that the chosen steps read"))
      #expect(output.messages.contains("'generate' (never made)"))
      #expect(output.messages.contains("\n  hint: "))
    }
  }

  @Test func `a step that is not there is told with the closest`() async throws {
    let path = manifest()
    let close = try await program("run", path, "--force", "fine-tune/adda/seed-0", exits: 64)
    #expect(
      close.messages == """
        error: there is no step 'fine-tune/adda/seed-0' for '--force'
          hint: did you mean 'fine-tune/ada/seed-0'?

        """
    )
    let far = try await program("plan", path, "--from", "xyz", exits: 64)
    #expect(far.messages.contains("hint: the steps are 'generate', 'upload/train'"))
    let left = try await program(
      "plan",
      path,
      "--only",
      "generate",
      "--force",
      "report",
      exits: 64
    )
    #expect(left.messages.contains("'--force report' names no step that is to be made"))
    let both = try await program("plan", path, "--only", "a", "--from", "b", exits: 64)
    #expect(both.messages.contains("'--only' and '--from' exclude each other"))
    #expect(folder.names == ["m.yaml"])
  }

  @Test func `keep-going is on unless it is turned off`() throws {
    #expect(try RunCommand.parse(["m.yaml"]).keepGoing)
    #expect(try RunCommand.parse(["m.yaml", "--keep-going"]).keepGoing)
    #expect(try !RunCommand.parse(["m.yaml", "--no-keep-going"]).keepGoing)
  }

  @Test func `the room that models will take is told beside what is free`() async throws {
    folder.write("{}", to: "small/config.json")
    folder.write([UInt8](repeating: 0, count: 500_000), to: "small/model.safetensors")
    let text = """
      manifest: 1
      name: m
      fine-tune:
        provider: transformers
        models: [./small]
        seeds: [0, 1]
        learning-rate: 0.001

      """
    let path = folder.write(text, to: "m.yaml")
    // Most models have numbers of 16 bits, and tuned ones are kept with 32.
    let results = try await program("plan", path).results
    #expect(
      results.contains(#/\ndisk: models of about 2\.0 MB, of the [0-9.]+ [A-Z]+ that are free\n$/#)
    )
    let plan = try await program("plan", path, "--json").json(Plan.self)
    #expect(plan.expected.disk == 2_000_000 && plan.expected.diskFree ?? 0 > 0)
    // Of adapters only a few numbers are kept.
    let adapters = text + "  method: lora\n  lora: { rank: 8, alpha: 8 }\n  keep: adapter\n"
    folder.write(adapters, to: "m.yaml")
    #expect(try await !program("plan", path).results.contains("disk:"))
  }
}
