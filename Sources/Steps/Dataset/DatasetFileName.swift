/// The files of a dataset, in the order in which they are written.
package enum DatasetFileName: String, CaseIterable, Sendable {
  case train = "train.jsonl"
  case validation = "validation.jsonl"
  case realized = "realized.jsonl"

  /// The questions of the validation file with the second persona's answers, where there is one.
  case otherPersona = "other-persona.jsonl"
  case card = "dataset-card.json"
}

/// The files of a dataset that are laid out as conversations.
enum ChatFileName: String, CaseIterable, Sendable {
  case train = "train.chat.jsonl"
  case validation = "validation.chat.jsonl"
  case card = "dataset-card.chat.json"
}
