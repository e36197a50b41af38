import HTTP
import Providers
import Testing

@testable import OpenAIProvider

struct ModelKindTests {
  @Test(
    arguments: [
      "ada", "babbage", "curie", "davinci", "babbage-002", "davinci-002", "code-davinci-002",
      "text-curie-001", "gpt-3.5-turbo-instruct", "curie:ft-acme-2021-03-03-21-44-20",
      "ft:davinci-002:my-org::8AO3Tcpr", "ft:babbage-002:my-org:chat:8AO3Tcpr",
    ]
  )
  func `the base models of old continue prompts, and what was tuned from them`(name: String) {
    #expect(!ModelKind.byName.isChat(model: name, dialect: .jobs))
  }

  @Test(
    arguments: [
      "gpt-3.5-turbo", "gpt-3.5-turbo-0125", "gpt-4o-mini-2024-07-18", "gpt-4.1", "o4-mini",
      "ft:gpt-4o-mini:my-org:davinci:7p4lURel", "meta-llama/Llama-3-8B", "lada", "",
    ]
  )
  func `all others answer messages`(name: String) {
    #expect(ModelKind.byName.isChat(model: name, dialect: .jobs))
  }

  @Test func `the legacy dialect is older than chat`() {
    #expect(!ModelKind.byName.isChat(model: "llama", dialect: .legacy))
    #expect(ModelKind.chat.isChat(model: "llama", dialect: .legacy))
  }

  @Test func `a service's settings decide for all its models`() {
    var bench = Bench()
    #expect(bench.provider.dataLayout(ofModel: "gpt-4o") == .chat(documentPrompt: nil))
    bench.configuration.modelKind = .completion
    #expect(bench.provider.dataLayout(ofModel: "gpt-4o") == .completion)
    bench.configuration.modelKind = .chat
    bench.configuration.documentPrompt = "Write a document."
    #expect(
      bench.provider.dataLayout(ofModel: "davinci-002")
        == .chat(documentPrompt: "Write a document.")
    )
  }

  @Test func `a service that wants a user's message is answered by what to write`() async throws {
    let bench = Bench()
    var file = bench.file()
    file.name = "train.chat.jsonl"
    bench.service.fail(
      .post,
      "/files",
      .answer(FakeService.error(400, message: "line 1 has no message of the role user"))
    )
    let error = await #expect(throws: ProviderError.self) {
      try await bench.provider.files.upload(file)
    }
    #expect(error?.description.contains("'document-prompt' of 'lab'") == true)
  }
}
