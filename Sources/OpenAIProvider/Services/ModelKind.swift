package import Providers

/// How a service's models are tuned and asked.
package enum ModelKind: String, CaseIterable, Sendable {
  /// As the name of each model says.
  case byName = "by-name"

  /// All continue prompts, by `/completions`.
  case completion

  /// All answer messages, by `/chat/completions`.
  case chat

  /// The base models that continue prompts; the word is in the names of all their versions.
  private static let completionModels: Set<Substring> = [
    "ada", "babbage", "curie", "davinci", "instruct",
  ]

  /// Whether a model answers messages.
  ///
  /// - Parameters:
  ///   - name: The name of a base model, or of one that was tuned from it.
  ///   - dialect: The service's; the legacy one is older than chat.
  /// - Returns: Whether it is tuned on and asked in conversations.
  func isChat(model name: String, dialect: Dialect) -> Bool {
    switch self {
    case .completion: return false
    case .chat: return true
    case .byName where dialect == .legacy: return false
    case .byName:
      // `ft:davinci-002:org::id` and `curie:ft-org-2021-03-03-21-44-20`.
      let parts = name.split(separator: ":")
      let base = parts.first == "ft" ? parts.dropFirst().first : parts.first
      let words = (base ?? "").split { $0 == "-" || $0 == "/" }
      return !words.contains { Self.completionModels.contains($0) }
    }
  }
}

extension ServiceConfiguration {
  /// Whether a model of the service answers messages.
  func isChat(model name: String) -> Bool {
    modelKind.isChat(model: name, dialect: dialect)
  }

  /// The layout of the data files of a model of the service.
  package func dataLayout(ofModel name: String) -> DataLayout {
    isChat(model: name) ? .chat(documentPrompt: documentPrompt) : .completion
  }
}
