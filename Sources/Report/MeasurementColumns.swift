/// The columns of a list of measurements, one row each.
package enum MeasurementColumns {
  /// The columns, one of them for each key path that matrices vary.
  package static func all(varying paths: [String]) -> [Column<Measurement>] {
    let variants = paths.map { path in
      Column<Measurement>(path) { $0.variant[path].map { .text($0) } ?? .absent }
    }
    return [
      Column("provider") { .text($0.provider) },
      Column("model") { .text($0.model) },
      Column("seed", .right) { .integer($0.seed) },
    ] + variants + [
      Column("split") { .text($0.split) },
      Column("metric") { .text($0.metric) },
      Column("value", .right) { .number($0.value) },
      Column("n", .right) { .integer($0.n) },
      Column("correct", .right) { $0.correct.map { .integer($0) } ?? .absent },
      Column("interval_low", .right) { bound($0, 0) },
      Column("interval_high", .right) { bound($0, 1) },
    ]
  }

  /// A bound of the 95 % interval, where the metric has one.
  private static func bound(_ measurement: Measurement, _ place: Int) -> CellValue {
    guard let interval = measurement.interval, interval.count == 2 else { return .absent }
    return .number(interval[place])
  }
}
