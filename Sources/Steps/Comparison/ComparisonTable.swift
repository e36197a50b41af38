internal import Manifest

/// The results of two manifests side by side: what the terminal and the Markdown page both show.
///
/// A row is one model with one seed on one split; replicates of the same experiment are followed by
/// their means.
package struct ComparisonTable: Sendable {
  package let table: ReportTable

  /// - Parameter comparison: What to show; without results the table has no rows.
  package init(_ comparison: Comparison) {
    let groups = ResultGroup.groups(of: comparison.results)
    let hasVariants = comparison.results.contains { !$0.variant.isEmpty }
    let hasSeeds = groups.contains { $0.seeds.count > 1 }
    let metrics = Manifest.Metric.allCases.filter { metric in
      comparison.results.contains { $0.metric == metric.rawValue }
    }
    var columns = [Self.column("model", .left)]
    if hasVariants { columns.append(Self.column("variant", .left)) }
    if hasSeeds { columns.append(Self.column("seed", .right)) }
    columns.append(Self.column("split", .left))
    for metric in metrics { columns += Self.columns(of: metric) }
    var rows: [[String]] = []
    for group in groups {
      let runs = group.seeds.map { seed in (String(seed), group.pairs.filter { $0.seed == seed }) }
      let means = group.seeds.count > 1 ? [(group.meanName, group.pairs)] : []
      for (seed, pairs) in runs + means {
        var row = [group.model]
        if hasVariants { row.append(group.variant) }
        if hasSeeds { row.append(seed) }
        row.append(group.split)
        for metric in metrics {
          row += Self.cells(of: metric, pairs.filter { $0.metric == metric.rawValue })
        }
        rows.append(row)
      }
    }
    table = ReportTable(columns: columns, rows: rows, notes: Self.notes(comparison, metrics))
  }

  private static func column(
    _ title: String,
    _ alignment: ReportTable.Alignment
  ) -> ReportTable.Column {
    ReportTable.Column(title: title, alignment: alignment)
  }

  private static func columns(of metric: Manifest.Metric) -> [ReportTable.Column] {
    switch metric {
    case .exactMatch, .personaDifference:
      [
        column("\(metric == .exactMatch ? "exact match" : "difference of personas"), A", .right),
        column("95 % interval", .left),
        column("B", .right), column("95 % interval", .left), column("B − A", .right),
      ]
    case .logProbability:
      [column("log-probability, A", .right), column("B", .right), column("B − A", .right)]
    }
  }

  private static func cells(
    of metric: Manifest.Metric,
    _ pairs: [Comparison.ResultPair]
  ) -> [String] {
    let a = SideCells(pairs.compactMap(\.a), metric)
    let b = SideCells(pairs.compactMap(\.b), metric)
    let change = SideCells.change(from: a, to: b)
    return switch metric {
    case .exactMatch, .personaDifference: [a.text, a.interval, b.text, b.interval, change]
    case .logProbability: [a.text, b.text, change]
    }
  }

  private static func notes(_ comparison: Comparison, _ metrics: [Manifest.Metric]) -> [String] {
    var notes: [String] = []
    if metrics.contains(.exactMatch) {
      notes.append("Interval: 95 % Wilson.")
    }
    if metrics.contains(.personaDifference) {
      notes.append("Interval of a difference: 95 % Newcombe, paired (1998, method 10).")
    }
    for side in [("A", comparison.a), ("B", comparison.b)] where !side.1.wasRun {
      notes.append("\(side.0) was not run here.")
    }
    return notes
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

  /// What the row of the means is called: over how many runs each side's is.
  var meanName: String {
    let a = Set(pairs.filter { $0.a != nil }.map(\.seed)).count
    let b = Set(pairs.filter { $0.b != nil }.map(\.seed)).count
    return a == b || a == 0 || b == 0 ? "mean of \(max(a, b))" : "mean of \(a) and \(b)"
  }

  /// The groups in the order in which their first results come.
  static func groups(of results: [Comparison.ResultPair]) -> [ResultGroup] {
    var groups: [ResultGroup] = []
    var places: [[String]: Int] = [:]
    for result in results {
      let variant = result.variant.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
      let model = "\(result.provider):\(result.model)"
      if let place = places[[model, variant, result.split]] {
        groups[place].pairs.append(result)
      } else {
        places[[model, variant, result.split]] = groups.count
        groups.append(
          ResultGroup(model: model, variant: variant, split: result.split, pairs: [result])
        )
      }
    }
    return groups
  }
}

/// What one side of a row shows of one metric.
private struct SideCells {
  var value: Double?
  var text: String
  var interval = ""
  var digits: Int

  init(_ measurements: [Measurement], _ metric: Manifest.Metric) {
    let values = measurements.map(\.value)
    value = values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    let items = measurements.map(\.n).max() ?? 0
    // A share of a thousand items, or a mean of shares, has a third digit that means something.
    digits = metric != .logProbability && (items >= 1000 || values.count > 1) ? 3 : 2
    let write = metric == .personaDifference ? Decimals.signed : Decimals.fixed
    text = value.map { [digits] in write($0, digits) } ?? "–"
    // The runs of a mean ask the same questions, so its items make no interval.
    guard values.count == 1 else { return }
    interval =
      switch metric {
      case .exactMatch: RowCells.interval(measurements[0].interval, digits)
      case .personaDifference: RowCells.signedInterval(measurements[0].interval)
      case .logProbability: ""
      }
  }

  /// The difference of two values with its sign; empty where one is missing.
  static func change(from a: SideCells, to b: SideCells) -> String {
    guard let before = a.value, let after = b.value else { return "" }
    let text = Decimals.fixed(after - before, max(a.digits, b.digits))
    let isUp = !text.hasPrefix("-") && text.contains { ("1"..."9").contains($0) }
    return isUp ? "+" + text : text
  }
}
