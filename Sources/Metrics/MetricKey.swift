/// A metric's key in JSON: its name with `_` between the words.
private struct MetricKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = String(stringValue.map { $0 == "-" ? "_" : $0 }) }
  init?(intValue: Int) { nil }
}

extension Metric {
  /// The values of metrics, by their names, in a JSON object that may have other keys too.
  package static func values<Value: Decodable>(
    of metrics: [Metric] = all,
    from decoder: any Decoder
  ) throws -> [String: Value] {
    let container = try decoder.container(keyedBy: MetricKey.self)
    return try metrics.reduce(into: [:]) { values, metric in
      let key = MetricKey(stringValue: metric.name)
      values[metric.name] = try container.decodeIfPresent(Value.self, forKey: key)
    }
  }

  /// Adds values by metrics' names to a JSON object.
  package static func encode(_ values: [String: some Encodable], to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MetricKey.self)
    for (name, value) in values {
      try container.encode(value, forKey: MetricKey(stringValue: name))
    }
  }
}
