import Engine
import Steps

/// What was paid for the steps of a run, in it and in others.
struct Spending {
  /// Oldest first.
  let charges: [Charge]

  private let run: RunID

  /// - Throws: `WorkspaceError` where it cannot be read.
  init(
    of run: RunID,
    keys: some Sequence<Digest>,
    in workspace: Workspace
  ) throws(WorkspaceError) {
    charges = try workspace.charges(of: Set(keys), by: run)
    self.run = run
  }

  /// One sentence on what the run has paid, or nil where nothing was ever paid for its steps.
  var sentence: String? {
    guard !charges.isEmpty else { return nil }
    let here = charges.filter { $0.run == run && $0.state != .void }
    let before = charges.filter { $0.run != run }.sums
    let other = before.isEmpty ? [] : ["\(before.moneyText) in other runs for the same steps"]
    return "cost: " + (parts(of: here) + other).joined(separator: "; ")
  }

  private func parts(of charges: [Charge]) -> [String] {
    let known = charges.filter { $0.amount != nil }
    let unknown = charges.count - known.count
    guard !known.isEmpty else {
      return [unknown == 0 ? "nothing in this run" : "unknown for \(CostForecast.steps(unknown))"]
    }
    let told = known.count { $0.billed?.amount != nil }
    let basis =
      told == known.count
      ? "by the tokens that were billed"
      : told == 0 ? "by estimate" : "by the tokens that were billed, where they were told"
    let rest = unknown == 0 ? "" : ", and unknown for \(CostForecast.steps(unknown))"
    let expected = known.reduce(into: [String: Double]()) { sums, charge in
      guard let amount = charge.expected.amount else { return }
      sums[charge.expected.currency, default: 0] += amount
    }
    let estimate = told == 0 || expected.isEmpty ? [] : ["expected was \(expected.moneyText)"]
    return ["\(known.sums.moneyText) \(basis)\(rest)"] + estimate
  }

  /// The charges as programs read them; nil where there is none.
  var documents: [ChargeDocument]? {
    charges.isEmpty ? nil : charges.map(ChargeDocument.init)
  }

  /// A line for each charge: the step, what was expected and what was billed.
  var rows: [[String]] {
    charges.map { charge in
      [
        charge.step.rawValue, Self.text(charge.expected),
        charge.billed.map(Self.text) ?? Self.word(charge.state),
        charge.billed.map(Self.tokens) ?? "",
        charge.run == run ? "" : "in run \(charge.run)",
      ]
    }
  }

  /// The rows as a part of a report in Markdown; empty where nothing was paid.
  var markdown: String {
    guard let sentence else { return "" }
    let header = ["step", "expected", "billed", "tokens billed", ""]
    let rule = header.map { _ in "---" }
    let cells = [header, rule] + rows.map { $0.map(MarkdownReport.escaped) }
    let lines = cells.map { "| \($0.joined(separator: " | ")) |" }
    return "\n## Cost\n\n\(lines.joined(separator: "\n"))\n\n\(sentence)\n"
  }

  private static func text(_ bill: Bill) -> String {
    bill.amount.map { Money.text($0, bill.currency) } ?? "unknown"
  }

  private static func tokens(_ bill: Bill) -> String {
    bill.lines.map { "\(Decimals.grouped($0.total ?? 0)) \($0.name)" }.joined(separator: ", ")
  }

  private static func word(_ state: Charge.State) -> String {
    switch state {
    case .open: "not known yet"
    case .closed: "not told"
    case .void: "nothing"
    }
  }
}
