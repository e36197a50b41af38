import System

/// A conversation as the text that a model continues.
///
/// A single message is its content alone, so that a model that was tuned on prompts answers the
/// same in a chat, and before the first message there is nothing. Of several messages each has its
/// role before it.
enum ChatText {
  /// One message of a conversation.
  struct Message: Hashable, Sendable {
    var role: String
    var content: String

    /// Whether an assistant's message is learned from.
    var counts = true
  }

  /// The text before an answer.
  static func prompt(_ messages: some Collection<Message>) -> String {
    guard let first = messages.first else { return "" }
    if messages.count == 1 { return first.content }
    return messages.map { "\($0.role): \($0.content)\n" }.joined() + "assistant:"
  }

  /// The prompts and completions of a conversation: one for each answer in it that counts.
  static func pairs(_ messages: [Message]) -> [(prompt: String, completion: String)] {
    messages.indices.filter { messages[$0].role == "assistant" && messages[$0].counts }.map {
      (prompt: prompt(messages[..<$0]), completion: messages[$0].content)
    }
  }

  /// The messages in a request or a line of a training file.
  ///
  /// - Throws: `APIError` where they are not in the API's form, or hold anything but text.
  static func messages(_ json: JSON, forTraining: Bool) throws(APIError) -> [Message] {
    guard case .array(let items) = json, !items.isEmpty else {
      throw .invalid("'messages' must be a list of at least one message", param: "messages")
    }
    var messages: [Message] = []
    for (index, item) in items.enumerated() {
      let place = "messages[\(index)]"
      let fields = try Fields(item, param: place)
      let role = try fields.requiredString("role")
      guard ["system", "developer", "user", "assistant"].contains(role) else {
        throw .invalid(
          "\(place): the role '\(role)' is not offered; there are 'system', 'developer', 'user'"
            + " and 'assistant'",
          param: "\(place).role"
        )
      }
      let names: Set = ["role", "content"]
      try fields.allowOnly(forTraining ? names.union(["weight"]) : names) { name, _ in
        "\(place): '\(name)' is not offered here"
      }
      let weight = try fields.integer("weight", in: 0...1)
      messages.append(
        Message(role: role, content: try content(fields, place), counts: weight != 0)
      )
    }
    return messages
  }

  /// The text of a message: a string, or parts that are all text.
  private static func content(_ fields: Fields, _ place: String) throws(APIError) -> String {
    let wrong = APIError.invalid(
      "\(place): the content must be a string or a list of parts of type 'text'",
      param: "\(place).content"
    )
    switch fields["content"] {
    case .string(let text): return text
    case .array(let parts):
      var texts: [String] = []
      for part in parts {
        guard case .object(let members) = part, members.count == 2, part["type"] == "text",
          let text = part["text"]?.text
        else { throw wrong }
        texts.append(text)
      }
      return texts.joined()
    default: throw wrong
    }
  }
}
