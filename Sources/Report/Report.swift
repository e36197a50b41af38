internal import Metrics
package import Statistics

/// The results of an experiment: what `report.json` holds and every table is made from.
package struct Report: Codable, Hashable, Sendable {
  /// The version of this layout.
  package var formatVersion = 1
  package var name: String
  package var description: String?

  /// One measured value each, in the order of the manifest.
  package var results: [Measurement] = []

  /// The published values that the manifest names.
  package var expectations: [PublishedValue]

  /// What was compared to call a completion an exact match, in words.
  package var comparison: String?

  /// The experiment of a matrix that did best, for each model on each split; absent without a matrix.
  package var leaders: [Leader]?

  /// The evaluations that were planned and not made; absent where there are none.
  package var missing: [String]?

  /// What is to be said of the providers' results, as sentences; it is in no file.
  package var providerNotes: [String] = []

  package init(
    name: String,
    description: String? = nil,
    results: [Measurement] = [],
    expectations: [PublishedValue]
  ) {
    self.name = name
    self.description = description
    self.results = results
    self.expectations = expectations
  }

  enum CodingKeys: String, CodingKey {
    case name, description, results, expectations, comparison, leaders, missing
    case formatVersion = "format_version"
  }
}

/// One metric of one model on one split.
package struct Measurement: Codable, Hashable, Sendable {
  package var model: String
  package var provider: String

  /// How many numbers the model has, where the provider tells.
  package var parameters: Int?
  package var seed: Int

  /// What the matrix gives to this experiment: values by key path.
  package var variant: [String: String]
  package var split: String
  package var metric: String
  package var value: Double
  package var n: Int

  /// The items that matched; absent for metrics that are no share of the items.
  package var correct: Int?

  /// The 95 % interval of the value: Wilson's of a share, Newcombe's of a difference; absent for other
  /// metrics.
  package var interval: [Double]?

  /// The split whose share a difference has subtracted; absent for other metrics.
  package var subtracted: String?

  /// The items by what they gave in the two splits of a difference; absent for other metrics.
  package var counts: PairedDifference.Counts?

  /// The value under the untuned model, where it was asked for.
  package var baseValue: Double?

  /// The steps that tuned and asked the model, by which their durations are found.
  package var steps: MeasurementSteps

  package init(
    model: String,
    provider: String,
    parameters: Int?,
    seed: Int,
    variant: [String: String],
    split: String,
    metric: String,
    value: Double,
    n: Int,
    steps: MeasurementSteps
  ) {
    self.model = model
    self.provider = provider
    self.parameters = parameters
    self.seed = seed
    self.variant = variant
    self.split = split
    self.metric = metric
    self.value = value
    self.n = n
    self.steps = steps
  }

  enum CodingKeys: String, CodingKey {
    case model, provider, parameters, seed, variant, split, metric, value, n, correct, interval
    case subtracted, counts
    case baseValue = "base_value"
    case steps
  }
}

/// The steps that a measurement comes from.
package struct MeasurementSteps: Codable, Hashable, Sendable {
  package var fineTune: String
  package var evaluate: String

  package init(fineTune: String, evaluate: String) {
    self.fineTune = fineTune
    self.evaluate = evaluate
  }

  enum CodingKeys: String, CodingKey {
    case fineTune = "fine_tune"
    case evaluate
  }
}

/// A value that was published for a model, beside the measured ones.
package struct PublishedValue: Codable, Hashable, Sendable {
  package var model: String
  package var split: String
  package var metric: String
  package var value: Double
  package var source: String?

  /// The variants whose data are not those that the value is of; absent where there are none.
  package var otherData: [[String: String]]?

  package init(model: String, split: String, metric: String, value: Double, source: String?) {
    self.model = model
    self.split = split
    self.metric = metric
    self.value = value
    self.source = source
  }

  enum CodingKeys: String, CodingKey {
    case model, split, metric, value, source
    case otherData = "other_data"
  }
}

extension PublishedValue {
  /// Whether the value may stand beside a measured one: it is of the same model, split, kind of metric
  /// and data.
  package func isPublished(for measurement: Measurement) -> Bool {
    let isDifference = Metric.named(metric)?.isDifference == true
    return model == measurement.model && split == measurement.split
      && isDifference == (measurement.subtracted != nil)
      && otherData?.contains(measurement.variant) != true
  }
}
