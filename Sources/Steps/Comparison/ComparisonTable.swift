internal import Metrics
package import Report

/// The results of two manifests side by side: what the terminal and the Markdown page both show.
///
/// A row is one model with one seed on one split; replicates of the same experiment are followed by
/// their means.
package struct ComparisonTable: Sendable {
  package let table: Table<ComparisonRow>

  /// - Parameter comparison: What to show; without results the table has no rows.
  package init(_ comparison: Comparison) {
    let measured = Set(comparison.results.map(\.metric))
    let metrics = Metric.all.filter { measured.contains($0.name) }
    table = Table(
      ComparisonColumns.experiment + metrics.flatMap(ComparisonColumns.of),
      of: ComparisonRow.rows(of: comparison.results),
      notes: Self.notes(comparison, metrics)
    )
  }

  private static func notes(_ comparison: Comparison, _ metrics: [Metric]) -> [String] {
    let intervals = metrics.compactMap { metric in
      metric.interval.map { "Interval\(metric.isDifference ? " of a difference" : ""): \($0)." }
    }
    let sides = [("A", comparison.a), ("B", comparison.b)]
    let missing = sides.filter { !$0.1.wasRun }.map { "\($0.0) was not run here." }
    return intervals + missing
  }
}

/// A row of a comparison: one model with one seed on one split, or the means over its seeds.
package struct ComparisonRow: Sendable {
  fileprivate var group: ResultGroup

  /// The seed, or over how many runs each side's mean is.
  fileprivate var seed: String
  fileprivate var pairs: [Comparison.ResultPair]

  fileprivate static func rows(of results: [Comparison.ResultPair]) -> [ComparisonRow] {
    ResultGroup.groups(of: results).flatMap { group in
      let runs = group.seeds.map { seed in (String(seed), group.pairs.filter { $0.seed == seed }) }
      let means = group.hasReplicates ? [(group.meanName, group.pairs)] : []
      return (runs + means).map { ComparisonRow(group: group, seed: $0, pairs: $1) }
    }
  }

  /// What one side shows of a metric; nil where it was not measured.
  fileprivate func cell(
    _ side: (Comparison.ResultPair) -> Measurement?,
    _ metric: Metric
  ) -> MetricCell? {
    let measured = pairs.filter { $0.metric == metric.name }.compactMap(side)
    guard let items = measured.map(\.n).max() else { return nil }
    return MetricCell(measured, metric, items: items)
  }
}

/// The columns of a comparison's table.
private enum ComparisonColumns {
  static let experiment: [Column<ComparisonRow>] = [
    Column("model") { .text($0.group.model) },
    Column("variant", isShown: { $0.contains { !$0.group.variant.isEmpty } }) {
      .text($0.group.variant)
    },
    Column("seed", .right, isShown: { $0.contains { $0.group.hasReplicates } }) { .text($0.seed) },
    Column("split") { .text($0.group.split) },
  ]

  /// The columns of a metric: each side's value with its interval, if there is one, and the change.
  static func of(_ metric: Metric) -> [Column<ComparisonRow>] {
    side("\(metric.heading), A", \.a, metric) + side("B", \.b, metric) + [
      Column("B − A", .right) { row in
        guard let a = row.cell(\.a, metric), let b = row.cell(\.b, metric) else { return .absent }
        return .text(a.difference(to: b))
      }
    ]
  }

  private static func side(
    _ title: String,
    _ side: @escaping @Sendable (Comparison.ResultPair) -> Measurement?,
    _ metric: Metric
  ) -> [Column<ComparisonRow>] {
    let value = Column<ComparisonRow>(title, .right) { .text($0.cell(side, metric)?.text ?? "–") }
    let interval = Column<ComparisonRow>("95 % interval") {
      .text($0.cell(side, metric)?.interval ?? "")
    }
    return metric.interval == nil ? [value] : [value, interval]
  }
}

/// The results of one experiment's replicates: one model on one split.
private struct ResultGroup {
  var model: String
  var variant: String
  var split: String
  var pairs: [Comparison.ResultPair]

  /// The seeds, ascending.
  var seeds: [Int] { Set(pairs.map(\.seed)).sorted() }

  var hasReplicates: Bool { seeds.count > 1 }

  /// What the row of the means is called: over how many runs each side's is.
  var meanName: String {
    let a = Set(pairs.filter { $0.a != nil }.map(\.seed)).count
    let b = Set(pairs.filter { $0.b != nil }.map(\.seed)).count
    return a == b || a == 0 || b == 0 ? "mean of \(max(a, b))" : "mean of \(a) and \(b)"
  }

  /// The groups in the order in which their first results come.
  static func groups(of results: [Comparison.ResultPair]) -> [ResultGroup] {
    results.grouped { ["\($0.provider):\($0.model)", $0.variant.listed, $0.split] }.map { pairs in
      ResultGroup(
        model: "\(pairs[0].provider):\(pairs[0].model)",
        variant: pairs[0].variant.listed,
        split: pairs[0].split,
        pairs: pairs
      )
    }
  }
}
