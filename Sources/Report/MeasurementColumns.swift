/// The columns of a list of measurements, one row each.
package enum MeasurementColumns {
  package static let all: [Column<Measurement>] = [
    Column("provider") { .text($0.provider) },
    Column("model") { .text($0.model) },
    Column("seed", .right) { .integer($0.seed) },
    Column("variant") { .mapping($0.variant) },
    Column("split") { .text($0.split) },
    Column("metric") { .text($0.metric) },
    Column("value", .right) { .number($0.value) },
    Column("n", .right) { .integer($0.n) },
  ]
}
