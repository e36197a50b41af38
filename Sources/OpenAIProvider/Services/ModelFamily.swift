/// How a model of a given name is asked.
enum ModelFamily: Hashable, Sendable {
  /// By `/completions`: a prompt is continued.
  case completion

  /// By `/chat/completions`: a message is answered.
  case chat

  private static let chatNames = [
    "gpt-3.5-turbo", "gpt-4", "gpt-5", "gpt-6", "chatgpt", "o1", "o3", "o4",
  ]

  /// The family of a base model by its name; what is not known continues prompts.
  init(baseModel name: String) {
    // gpt-3.5-turbo-instruct is named like a chat model and is none.
    let isChat =
      !name.contains("instruct")
      && Self.chatNames.contains {
        name == $0 || name.hasPrefix($0 + "-") || name.hasPrefix($0 + ".")
          || name.hasPrefix($0 + "o")
      }
    self = isChat ? .chat : .completion
  }
}
