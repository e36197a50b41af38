/// What one pair gave: one line of an evaluation's `items.jsonl`.
struct ItemRecord: Codable, Hashable, Sendable {
  /// The item's line in the split's file, from 1.
  var item: Int
  var prompt: String
  var target: String

  /// What the model said up to the stop sequence; absent where exact match is not asked for.
  var completion: String?
  var finishReason: String?
  var exactMatch: Bool?

  /// The natural logarithm of the target's probability; absent where it is not asked for.
  var logProbability: Double?
  var targetTokens: Int?

  /// The same under the untuned model.
  var baseLogProbability: Double?

  enum CodingKeys: String, CodingKey {
    case item, prompt, target, completion
    case finishReason = "finish_reason"
    case exactMatch = "exact_match"
    case logProbability = "log_probability"
    case targetTokens = "target_tokens"
    case baseLogProbability = "base_log_probability"
  }
}
