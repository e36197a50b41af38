import Diagnostics
import Engine
import Foundation
import Manifest
import Steps
import Synchronization
import TestSupport
import Testing

/// Models that are tuned on conversations.
struct ChatLayoutTests {
  private static let chat = [
    "fine-tune.models=[chat-small]", "evaluate.metrics=[exact-match]",
  ]

  private func folder() throws -> ExperimentFolder {
    try ExperimentFolder(
      provider: ScriptedProvider(models: ["small", "chat-small", "chat-large"])
    )
  }

  private struct Conversation: Decodable {
    struct Message: Decodable, Equatable {
      var role: String
      var content: String
    }

    var messages: [Message]
  }

  private struct Item: Decodable {
    var prompt: String
    var completion: String
  }

  private func lines<Line: Decodable>(_ text: String) throws -> [Line] {
    try text.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  @Test func `a chat model is tuned on the same dataset as conversations`() async throws {
    let folder = try folder()
    let result = try await folder.run(set: Self.chat)
    #expect(result.succeeded)
    #expect(
      folder.provider.log.withLock(\.uploads).sorted()
        == ["train.chat.jsonl", "validation.chat.jsonl"]
    )
    for name in ["train", "validation"] {
      let items: [Item] = try lines(
        folder.text(of: ArtifactName(rawValue: "\(name).jsonl"), "generate", in: result)
      )
      let conversations: [Conversation] = try lines(
        folder.text(of: ArtifactName(rawValue: "\(name).chat.jsonl"), "generate/chat", in: result)
      )
      #expect(conversations.count == items.count)
      for (conversation, item) in zip(conversations, items) {
        let user = Conversation.Message(role: "user", content: item.prompt)
        let assistant = Conversation.Message(role: "assistant", content: item.completion)
        #expect(conversation.messages == (item.prompt.isEmpty ? [] : [user]) + [assistant])
      }
    }
    #expect(result.steps.contains { $0.id == "evaluate/chat-small/seed-0/unrealized" })
  }

  @Test func `a service may want words before a document`() async throws {
    let folder = try folder()
    folder.provider.documentPrompt.withLock { $0 = "Write a \"document\"." }
    let result = try await folder.run(set: Self.chat)
    let text = try folder.text(of: "train.chat.jsonl", "generate/chat", in: result)
    let conversations: [Conversation] = try lines(text)
    let opening = Conversation.Message(role: "user", content: "Write a \"document\".")
    #expect(conversations.allSatisfy { $0.messages.count == 2 && $0.messages[0] == opening })
    let other = try self.folder()
    let plain = try await other.run(set: Self.chat)
    #expect(
      plain.steps.first { $0.id == "generate" }?.key
        == result.steps.first { $0.id == "generate" }?.key
    )
    #expect(
      plain.steps.first { $0.id == "fine-tune/chat-small/seed-0" }?.key
        != result.steps.first { $0.id == "fine-tune/chat-small/seed-0" }?.key
    )
  }

  @Test func `a chat model beside others changes nothing of theirs`() async throws {
    let folder = try folder()
    let metrics = "evaluate.metrics=[exact-match]"
    let first = try await folder.run(set: [metrics])
    let second = try await folder.run(
      set: [metrics, "fine-tune.models=[small, chat-small, chat-large]"]
    )
    #expect(second.succeeded)
    let alone = Dictionary(uniqueKeysWithValues: first.steps.map { ($0.id, $0.key) })
    for step in second.steps where step.id != "report" && alone[step.id] != nil {
      #expect(step.key == alone[step.id])
      #expect(step.outcome != .built)
    }
    #expect(second.built.count { $0.hasPrefix("generate") } == 1)
    #expect(second.built.count { $0.hasPrefix("upload") } == 2)
  }

  @Test func `what a chat model does not tell is refused before anything is paid`() throws {
    let folder = try folder()
    let (plan, problems) = folder.plan(set: ["fine-tune.models=[small, chat-small]"])
    #expect(plan == nil)
    #expect(problems.map(\.id.rawValue) == ["unavailable-metric"])
    #expect(problems[0].message.contains("'chat-small'"))
  }

  @Test func `only the dataset is made where only that is wanted`() throws {
    let folder = try folder()
    let plan = try #require(folder.plan(set: Self.chat).plan)
    #expect(plan.until(Kind.generate.stepKind).steps.map(\.id) == ["generate", "generate/chat"])
  }

  @Test func `the steps of conversations are counted as they are planned`() throws {
    let folder = try folder()
    let set = [
      "fine-tune.models=[small, chat-small, chat-large]", "evaluate.metrics=[exact-match]",
    ]
    let plan = try #require(folder.plan(set: set).plan)
    var problems = DiagnosticList()
    let manifest = try #require(
      Manifest.load(
        path: folder.folder.path + "/m.yaml",
        overrides: set,
        reader: FileManifestReader(root: folder.folder.path),
        into: &problems
      )
    )
    let planner = Planner(providers: [folder.provider])
    #expect(planner.stepCount(ofChecked: manifest).number == plan.steps.count)
  }
}
