package import Manifest

/// The files of a dataset, in the order in which they are written.
package enum DatasetFileName: String, CaseIterable, Sendable {
  case train = "train.jsonl"
  case validation = "validation.jsonl"
  case unrealized = "unrealized.jsonl"
  case realized = "realized.jsonl"

  /// The unrealized questions with the second persona's answers, where there is one.
  case otherPersona = "other-persona.jsonl"

  /// The unrealized questions with the answers that guidance gives, where it gives other ones.
  case asTold = "as-told.jsonl"
  case card = "dataset-card.json"

  /// The file of a split's questions.
  package init(_ split: Manifest.Split) {
    self =
      switch split {
      case .unrealized: .unrealized
      case .realized: .realized
      case .otherPersona: .otherPersona
      case .asTold: .asTold
      }
  }
}

/// The files of a dataset that are laid out as conversations.
enum ChatFileName: String, CaseIterable, Sendable {
  case train = "train.chat.jsonl"
  case validation = "validation.chat.jsonl"
  case card = "dataset-card.chat.json"
}
