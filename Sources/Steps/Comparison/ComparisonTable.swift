internal import Metrics
package import Report
internal import Statistics

/// The results of two sides by one metric: what the terminal and the Markdown page both show.
///
/// A row is one model on one split, with the difference and what can be said of it. Of replicates each seed has a
/// row before that of all of them.
package struct ComparisonTable: Sendable {
  /// What is measured, and of which model where that is the same in all rows.
  package let heading: String
  package let table: Table<ComparisonRow>

  /// The tables of a comparison, one for each metric; none without results.
  package static func all(_ comparison: Comparison) -> [ComparisonTable] {
    let measured = Set(comparison.results.map(\.metric))
    return Metric.all.filter { measured.contains($0.name) }.map { ComparisonTable(comparison, $0) }
  }

  private init(_ comparison: Comparison, _ metric: Metric) {
    let results = comparison.results.filter { $0.metric == metric.name }
    let answers = comparison.answers.filter { $0.metric == metric.name }
    let rows = ComparisonRow.rows(of: results, answers, metric)
    let models = Set(rows.map(\.model))
    let model = models.count == 1 ? models.first : nil
    heading = metric.heading + (model.map { ", \($0)" } ?? "")
    var columns = ComparisonColumns.all
    if model != nil { columns.removeAll { $0.key == ComparisonColumns.model.key } }
    table = Table(columns, of: rows, notes: Self.notes(comparison, answers))
  }

  private static func notes(
    _ comparison: Comparison,
    _ answers: [AnswerComparison]
  ) -> [String] {
    var methods: [String] = []
    for answer in answers {
      let words =
        switch answer.difference {
        case .share(let share):
          "Interval: 95 % \(share.method.interval). p: \(share.method.test)."
        case .mean:
          "Interval: 95 % Student's t of the differences over questions, and the p of its test."
        case nil: ""
        }
      if !words.isEmpty, !methods.contains(words) { methods.append(words) }
    }
    if answers.count(where: { $0.difference?.p != nil }) > 1 {
      methods.append("p, Holm: corrected for the comparisons of this table.")
    }
    let own = answers.flatMap { answer in
      let place = answers.count > 1 ? "\(answer.place): " : ""
      return answer.notes.map { place + $0 }
    }
    let sides = [("A", comparison.a), ("B", comparison.b)]
    return methods + own.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      + sides.filter { !$0.1.wasRun }.map { "\($0.0) was not run here." }
  }
}

/// A row of a comparison: one model on one split, with one seed or with all that it has.
package struct ComparisonRow: Sendable {
  fileprivate var model: String
  fileprivate var variant: String
  fileprivate var split: String

  /// The seed, or over how many runs each side's mean is; empty where there is one run.
  fileprivate var seed: String
  fileprivate var a: MetricCell?
  fileprivate var b: MetricCell?

  /// What is said of the whole; nil in the rows of single seeds.
  fileprivate var answer: AnswerComparison?

  /// The p-value, corrected for the comparisons of the table.
  fileprivate var correctedP: Double?

  fileprivate static func rows(
    of results: [Comparison.ResultPair],
    _ answers: [AnswerComparison],
    _ metric: Metric
  ) -> [ComparisonRow] {
    let groups = results.grouped { [$0.provider, $0.model, $0.variant.listed, $0.split] }
    var rows = groups.flatMap { pairs -> [ComparisonRow] in
      let first = pairs[0]
      let answer = answers.first {
        $0.provider == first.provider && $0.model == first.model && $0.variant == first.variant
          && $0.split == first.split
      }
      func row(_ seed: String, _ pairs: [Comparison.ResultPair], _ answer: AnswerComparison?)
        -> ComparisonRow
      {
        ComparisonRow(
          model: "\(first.provider):\(first.model)",
          variant: first.variant.listed,
          split: first.split,
          seed: seed,
          a: cell(pairs.compactMap(\.a), metric),
          b: cell(pairs.compactMap(\.b), metric),
          answer: answer
        )
      }
      let seeds = pairs.grouped(by: \.seed)
      guard seeds.count > 1 else { return [row("", pairs, answer)] }
      return seeds.map { row(String($0[0].seed), $0, nil) } + [row(meanName(pairs), pairs, answer)]
    }
    let tested = rows.indices.filter { rows[$0].answer?.difference?.p != nil }
    let corrected = HolmCorrection.corrected(tested.compactMap { rows[$0].answer?.difference?.p })
    for (place, p) in zip(tested, corrected) where tested.count > 1 { rows[place].correctedP = p }
    return rows
  }

  private static func cell(_ measured: [Measurement], _ metric: Metric) -> MetricCell? {
    measured.map(\.n).max().map { MetricCell(measured, metric, items: $0) }
  }

  /// What the row of the means is called: over how many runs each side's is.
  private static func meanName(_ pairs: [Comparison.ResultPair]) -> String {
    let (a, b) = (pairs.count { $0.a != nil }, pairs.count { $0.b != nil })
    return a == b || a == 0 || b == 0 ? "mean of \(max(a, b))" : "mean of \(a) and \(b)"
  }

  /// B less A, and the interval of that where there is one.
  fileprivate var difference: String {
    guard let a, let b else { return "" }
    let value = a.difference(to: b)
    guard let bounds = answer?.difference?.bounds else { return value }
    let ends = [bounds.lower, bounds.upper].map { a.difference($0, to: b) }
    return "\(value) [\(ends.joined(separator: ", "))]"
  }
}

/// The columns of a comparison's table.
private enum ComparisonColumns {
  static let model = Column<ComparisonRow>("model") { .text($0.model) }

  static let all: [Column<ComparisonRow>] = [
    model,
    Column("variant", isShown: { $0.contains { !$0.variant.isEmpty } }) { .text($0.variant) },
    Column("seed", .right, isShown: { $0.contains { !$0.seed.isEmpty } }) { .text($0.seed) },
    Column("split") { .text($0.split) },
    Column("A", .right) { .text($0.a?.text ?? "–") },
    Column("B", .right) { .text($0.b?.text ?? "–") },
    Column("B − A") { .text($0.difference) },
    Column("p", .right, isShown: { $0.contains { $0.answer?.difference?.p != nil } }) {
      .text($0.answer?.difference?.p.map(Decimals.probability) ?? "")
    },
    Column("Holm", .right, leavingRank: 2, isShown: { $0.contains { $0.correctedP != nil } }) {
      .text($0.correctedP.map(Decimals.probability) ?? "")
    },
    Column(
      "+/−",
      leavingRank: 1,
      isShown: { $0.contains { $0.answer?.difference?.verdict != nil } }
    ) { row in
      guard let answer = row.answer, answer.difference?.verdict != nil else { return .absent }
      return .text("\(answer.gained)/\(answer.lost)")
    },
    Column("B is", isShown: { $0.contains { $0.answer?.difference?.verdict != nil } }) {
      .text($0.answer?.difference?.verdict?.words ?? "")
    },
  ]
}

extension AnswerComparison {
  /// What it is about, in words.
  var place: String {
    ["\(provider):\(model)", variant.listed, split].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
