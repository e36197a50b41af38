/// What a model was asked about one pair, and what it gave.
package struct Item: Codable, Hashable, Sendable {
  /// What ends a completion: documents are written line by line, so an answer ends with its line.
  package static let stopSequences = ["\n"]

  /// The item's line in the split's file, from 1.
  package var number: Int
  package var prompt: String
  package var target: String

  /// What the model said up to the stop sequence; absent where no metric needs it.
  package var completion: String?
  package var finishReason: String?

  /// What the untuned model said.
  package var baseCompletion: String?

  /// The natural logarithm of the target's probability; absent where no metric needs it.
  package var logProbability: Double?
  package var targetTokens: Int?

  /// The log-probability under the untuned model.
  package var baseLogProbability: Double?

  enum CodingKeys: String, CodingKey {
    case prompt, target, completion
    case baseCompletion = "base_completion"
    case number = "item"
    case finishReason = "finish_reason"
    case logProbability = "log_probability"
    case targetTokens = "target_tokens"
    case baseLogProbability = "base_log_probability"
  }
}

/// What one pair gave: one line of an evaluation's `items.jsonl`.
package struct ItemRecord: Codable, Hashable, Sendable {
  package var item: Item

  /// Whether the completion is right, by the names of the metrics that say so.
  package private(set) var verdicts: [String: Bool] = [:]

  /// The record of an item about which nothing was asked yet.
  package init(item number: Int, prompt: String, target: String) {
    item = Item(number: number, prompt: prompt, target: target)
  }

  /// Adds the verdicts of metrics on what the model said.
  package mutating func judge(by metrics: [Metric]) {
    for metric in metrics { verdicts[metric.name] = metric.verdict(on: item) }
  }

  package init(from decoder: any Decoder) throws {
    item = try Item(from: decoder)
    verdicts = try Metric.values(of: Metric.all.filter(\.isShare), from: decoder)
  }

  package func encode(to encoder: any Encoder) throws {
    try item.encode(to: encoder)
    try Metric.encode(verdicts, to: encoder)
  }
}
