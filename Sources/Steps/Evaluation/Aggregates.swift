package import Metrics

/// What a split gave as a whole: an evaluation's `aggregates.json`.
package struct Aggregates: Codable, Hashable, Sendable {
  package var split: String
  package var model: ModelCard

  /// What each metric gave, by its name.
  package var values: [String: Aggregate]

  /// How often completions were their targets.
  package var exactMatch: Aggregate? { values[Metric.exactMatch.name] }

  enum CodingKeys: CodingKey {
    case split, model
  }

  /// The aggregates of a split's records.
  init(
    of records: [ItemRecord],
    by metrics: [Metric],
    split: String,
    model: ModelCard,
    temperature: Double
  ) {
    self.split = split
    self.model = model
    values = metrics.reduce(into: [:]) { values, metric in
      values[metric.name] = metric.aggregate(of: records, temperature: temperature)
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    split = try container.decode(String.self, forKey: .split)
    model = try container.decode(ModelCard.self, forKey: .model)
    values = try Metric.values(from: decoder)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(split, forKey: .split)
    try container.encode(model, forKey: .model)
    try Metric.encode(values, to: encoder)
  }
}
