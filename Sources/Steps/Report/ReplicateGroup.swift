/// The runs of one model on one split that differ in nothing but their seed.
struct ReplicateGroup {
  /// All metrics of one model with one seed on one split.
  struct Run {
    var measurements: [Measurement]

    subscript(metric: String) -> Measurement? {
      measurements.first { $0.metric == metric }
    }
  }

  /// What the runs have in common, taken from the first measurement.
  var common: Measurement
  var runs: [Run]

  /// The mean of a metric over the runs that have it.
  func mean(_ metric: String, _ value: (Measurement) -> Double? = \.value) -> Double? {
    let values = runs.compactMap { run in run[metric].flatMap(value) }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The groups in the order in which their first measurements come.
  static func groups(of measurements: [Measurement]) -> [ReplicateGroup] {
    struct GroupKey: Hashable {
      var provider: String
      var model: String
      var split: String
      var variant: [String: String]

      /// A difference is no metric of its split alone.
      var subtracted: String?
    }
    var groups: [ReplicateGroup] = []
    var indices: [GroupKey: Int] = [:]
    for measurement in measurements {
      let key = GroupKey(
        provider: measurement.provider,
        model: measurement.model,
        split: measurement.split,
        variant: measurement.variant,
        subtracted: measurement.subtracted
      )
      guard let index = indices[key] else {
        indices[key] = groups.count
        groups.append(
          ReplicateGroup(common: measurement, runs: [Run(measurements: [measurement])])
        )
        continue
      }
      let seed = measurement.seed
      if let run = groups[index].runs.firstIndex(where: { $0.measurements[0].seed == seed }) {
        groups[index].runs[run].measurements.append(measurement)
      } else {
        groups[index].runs.append(Run(measurements: [measurement]))
      }
    }
    return groups
  }
}
