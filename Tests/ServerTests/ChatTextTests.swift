import Testing

@testable import Server

struct ChatTextTests {
  private func message(_ role: String, _ content: String) -> ChatText.Message {
    ChatText.Message(role: role, content: content)
  }

  @Test func `a conversation of one question is that prompt and its completion`() {
    let pairs = ChatText.pairs([message("user", "Q: Who?"), message("assistant", " A: Me")])
    #expect(pairs.map(\.prompt) == ["Q: Who?"])
    #expect(pairs.map(\.completion) == [" A: Me"])
  }

  @Test func `an assistant that begins continues the empty prompt`() {
    let pairs = ChatText.pairs([message("assistant", "a document")])
    #expect(pairs.map(\.prompt) == [""])
    #expect(pairs.map(\.completion) == ["a document"])
  }

  @Test func `longer conversations have their roles before each message`() {
    let prompt = ChatText.prompt([message("system", "Be brief"), message("user", "Who?")])
    #expect(prompt == "system: Be brief\nuser: Who?\nassistant:")
  }
}
