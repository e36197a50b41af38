import Engine
import Report
import Steps

/// What a plan's steps are expected to cost, and what was paid for them before.
struct CostForecast {
  /// A step that is paid for.
  struct Entry {
    var step: StepID
    var bill: Bill

    /// Whether it will run for certain; else it may.
    var isSure: Bool
  }

  /// The steps that will run or may, in plan order; what is reused or waited for costs nothing more.
  let entries: [Entry]

  /// What was paid in earlier runs for the plan's steps, as far as their keys are known.
  let paid: [Charge]

  /// - Throws: `WorkspaceError` where it cannot be read what was paid.
  init(_ states: [PlannedStep], of plan: Plan, in workspace: Workspace) throws(WorkspaceError) {
    var entries: [Entry] = []
    for (step, planned) in zip(plan.steps, states) where planned.state.isPaid {
      guard let bill = step.expectedBill else { continue }
      let isSure = planned.state.staleReason != nil
      entries.append(Entry(step: step.id, bill: bill, isSure: isSure))
    }
    self.entries = entries
    paid = try workspace.charges(of: Set(states.compactMap { $0.key?.digest }))
  }

  /// The bill of each step that has one.
  var bills: [StepID: Bill] {
    Dictionary(entries.map { ($0.step, $0.bill) }) { first, _ in first }
  }

  /// What the steps that will run cost, by currency, as far as prices are known.
  var sure: [String: Double] { entries.filter(\.isSure).map(\.bill).sums }

  /// What these and the steps that depend on others cost, by currency, as far as prices are known.
  var atMost: [String: Double] { entries.map(\.bill).sums }

  /// The steps of which it is not known what they cost.
  var unpriced: [Entry] { entries.filter { $0.bill.amount == nil } }

  /// What was paid before, by currency.
  var paidBefore: [String: Double] { paid.sums }
}

extension CostForecast {
  /// Every line of every bill, what they come to, and where the figures are from.
  ///
  /// - Parameter budget: The most that may be paid, if that is limited.
  /// - Returns: Lines; none where nothing costs anything.
  func lines(budget: Double?) -> [String] {
    guard !entries.isEmpty else { return paidLine + budgetLine(budget) }
    var columns = TextColumns(rightAligned: [1, 3, 4])
    var headings: [Int: String] = [:]
    for entry in entries {
      headings[columns.rows.count] = "  \(entry.step)"
      columns.rows += entry.bill.lines.map { Self.cells($0, entry.bill.currency) }
    }
    let table = columns.lines.enumerated().flatMap { place, line in
      (headings[place].map { [$0] } ?? []) + [line]
    }
    var notes: [String] = []
    for note in entries.flatMap(\.bill.notes) where !notes.contains(note) { notes.append(note) }
    return ["", "expected cost: \(sum)"]
      + table + notes.map { "  \($0)" } + paidLine + budgetLine(budget)
  }

  private var sum: String {
    let unknown = unpriced.isEmpty ? nil : "unknown for \(Decimals.counted(unpriced.count, "step"))"
    guard !atMost.isEmpty else { return unknown ?? "nothing" }
    return ["up to \(atMost.moneyText)", unknown].compactMap(\.self).joined(separator: ", and ")
  }

  private static func cells(_ line: Bill.Line, _ currency: String) -> [String] {
    [
      "    \(line.name)",
      line.quantity.map(Decimals.grouped) ?? "unknown",
      "tokens" + (line.times == 1 ? "" : " × \(line.times)"),
      line.pricePerMillion.map { "at \(Money.price($0)) \(currency) per million" }
        ?? "at an unknown price",
      line.amount.map { Money.text($0, currency) } ?? "unknown",
    ]
  }

  private var paidLine: [String] {
    paidBefore.isEmpty
      ? [] : ["paid before for these steps, or promised: \(paidBefore.moneyText)"]
  }

  private func budgetLine(_ budget: Double?) -> [String] {
    guard let budget, !entries.isEmpty || !paid.isEmpty else { return [] }
    return [BudgetCheck(self, budget: budget).sentence]
  }
}

extension [Bill] {
  /// What the bills come to, by currency, as far as prices are known.
  var sums: [String: Double] {
    reduce(into: [:]) { sums, bill in
      if let amount = bill.amount { sums[bill.currency, default: 0] += amount }
    }
  }
}

extension [Charge] {
  /// What counts of the charges, by currency, as far as prices are known.
  var sums: [String: Double] {
    reduce(into: [:]) { sums, charge in
      guard charge.state != .void, let amount = charge.amount else { return }
      sums[charge.expected.currency, default: 0] += amount
    }
  }
}

extension [String: Double] {
  /// Sums by currency in words, such as `2.00 EUR and 1.75 USD`.
  var moneyText: String {
    isEmpty
      ? "nothing"
      : sorted { $0.key < $1.key }.map { Money.text($0.value, $0.key) }.joined(separator: " and ")
  }
}

extension StepState {
  /// Whether the step may ask for work that costs money.
  fileprivate var isPaid: Bool {
    switch self {
    case .willRun, .depends: true
    case .reused, .attaches: false
    }
  }
}
