/// The files of a dataset, in the order in which they are written.
package enum DatasetFileName: String, CaseIterable, Sendable {
  case train = "train.jsonl"
  case validation = "validation.jsonl"
  case realized = "realized.jsonl"
  case card = "dataset-card.json"
}
