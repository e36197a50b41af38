internal import Metrics

/// The columns of a report's table.
enum ReportColumns {
  /// Every column, in the order in which tables show them.
  static let all: [ReportColumn] =
    [model, parameters, variant, seed, split]
    + Metric.all.filter(\.isShare).flatMap { [base($0), share($0), interval($0)] }
    + [published, n]
    + Metric.all.filter(\.isMean).map(mean)
    + [seconds]

  static let model = ReportColumn("model") {
    .text("\($0.first.provider):\($0.first.model)")
  }

  static let parameters = ReportColumn(
    "parameters",
    .right,
    leavingRank: 6,
    text: { $0.first.parameters.map(Decimals.parameters) ?? "" },
    value: { $0.first.parameters.map(CellValue.integer) ?? .absent }
  )

  static let variant = ReportColumn(
    "variant",
    isShown: { $0.contains { !$0.first.variant.isEmpty } },
    value: { .mapping($0.first.variant) }
  )

  static let seed = ReportColumn("seed", .right, isShown: { $0.contains(where: \.isMean) }) {
    $0.isMean ? .text("mean of \($0.runs.count)") : .integer($0.first.seed)
  }

  static let split = ReportColumn("split") { row in
    .text(row.first.subtracted.map { "\(row.first.split) − \($0)" } ?? row.first.split)
  }

  /// The values that were published, as they were written; of replicates beside their mean.
  static let published = ReportColumn(
    "published",
    .right,
    leavingRank: 1,
    isShown: { $0.contains { !$0.published.isEmpty } },
    value: { row in
      let values = row.published.map { published in
        let isPlain = Metric.named(published.metric)?.isShown(in: .exactMatch) == true
        return (isPlain ? "" : "\(published.metric) ") + Decimals.plain(published.value)
      }
      return row.isWhole ? .text(values.joined(separator: ", ")) : .absent
    }
  )

  static let n = ReportColumn("n", .right, leavingRank: 4) {
    $0.isMean ? .absent : .integer($0.first.n)
  }

  static let seconds = ReportColumn(
    "seconds",
    .right,
    leavingRank: 5,
    isShown: { $0.contains(where: \.isTimed) },
    value: { $0.seconds.map { .number($0, digits: 1) } ?? .absent }
  )

  /// What the untuned model gave.
  static func base(_ metric: Metric) -> ReportColumn {
    ReportColumn(
      "untuned",
      key: "\(metric.name)-untuned",
      .right,
      leavingRank: 2,
      isShown: { $0.contains { $0.cell(in: metric)?.baseValue != nil } },
      text: { $0.cell(in: metric)?.baseText ?? "" },
      value: { $0.cell(in: metric)?.baseValue.map { .number($0) } ?? .absent }
    )
  }

  static func share(_ metric: Metric) -> ReportColumn {
    ReportColumn(
      metric.heading,
      key: metric.name,
      .right,
      isShown: { $0.contains { $0.cell(in: metric) != nil } },
      text: { $0.cell(in: metric)?.text ?? "" },
      value: { $0.cell(in: metric).map { .number($0.value) } ?? .absent }
    )
  }

  static func interval(_ metric: Metric) -> ReportColumn {
    ReportColumn(
      "95 % interval",
      key: "\(metric.name)-interval",
      isShown: { $0.contains { $0.cell(in: metric) != nil } },
      value: { .text($0.cell(in: metric)?.interval ?? "") }
    )
  }

  static func mean(_ metric: Metric) -> ReportColumn {
    ReportColumn(
      "\(metric.heading), base → tuned",
      key: metric.name,
      .right,
      leavingRank: 3,
      isShown: { $0.contains { $0.cell(metric) != nil } },
      text: { $0.cell(metric)?.change ?? "" },
      value: { $0.cell(metric).map { .number($0.value) } ?? .absent }
    )
  }
}

typealias ReportColumn = Column<ReportRow>

extension Metric {
  /// Whether the metric is shown in the column of a share: the share itself and differences of it.
  func isShown(in share: Metric) -> Bool {
    if case .difference(share.name, _, _) = measure { true } else { name == share.name }
  }
}
