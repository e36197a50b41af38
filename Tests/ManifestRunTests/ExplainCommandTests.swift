import Foundation
import TestSupport
import Testing

struct ExplainCommandTests {
  private let folder = TemporaryFolder()

  private func manifest() -> String { folder.write(smallManifest, to: "m.yaml") }

  @Test func `a step is explained field by field`() async throws {
    struct Explained: Decodable {
      struct Step: Decodable {
        struct Field: Decodable {
          var field: String
          var name: String?
          var of: String?
          var madeIn: Int?
          var changed: Bool?
          var known: Bool
        }

        struct Last: Decodable {
          struct Artifact: Decodable {
            var name: String
            var digest: String
            var path: String
            var intact: Bool
          }

          var run: Int
          var artifacts: [Artifact]
        }

        var id: String
        var state: String
        var last: Last?
        var fields: [Field]
      }

      var workspace: String
      var steps: [Step]
    }
    let path = manifest()
    let fresh = try await program("explain", path, "generate").results
    #expect(fresh.hasPrefix("generate  will-run: never made\npresent key "))
    _ = try await program("run", path, "--quiet")
    let text = try await program(
      "explain",
      path,
      "fine-tune/ada/seed-0",
      "--set",
      "fine-tune.epochs=3"
    ).results
    #expect(text.hasPrefix("fine-tune/ada/seed-0  will-run: 'epochs' changed from 2 to 3\n"))
    #expect(text.contains("\n≠  epochs                    2 "))
    #expect(text.contains("by 'generate' in run 1"))
    #expect(text.contains("\nmade by run 1:\n  model.json"))
    let json = try await program("explain", path, "evaluate/*", "--json").json(Explained.self)
    #expect(
      json.steps.map(\.id) == ["evaluate/ada/seed-0/unrealized", "evaluate/ada/seed-0/realized"]
    )
    let step = try #require(json.steps.first)
    #expect(step.state == "reused")
    #expect(step.fields.allSatisfy { $0.changed == false || $0.field == "reference" })
    #expect(
      step.fields.filter { $0.field == "input" }.allSatisfy { $0.of != nil && $0.madeIn == 1 }
    )
    for artifact in step.last?.artifacts ?? [] {
      #expect(artifact.intact)
      let file = "\(json.workspace)/\(artifact.path)"
      #expect(FileManager.default.fileExists(atPath: file))
    }
    let none = try await program("explain", path, "evaluat", exits: 64)
    #expect(none.messages.hasPrefix("error: there is no step 'evaluat'"))
  }
}
