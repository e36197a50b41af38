import Engine
import Report
import Steps

/// Whether what a plan may cost is within a budget.
struct BudgetCheck {
  /// The most steps that a refusal names.
  private static let mostNamed = 3

  private let forecast: CostForecast
  private let budget: Double

  init(_ forecast: CostForecast, budget: Double) {
    self.forecast = forecast
    self.budget = budget
  }

  /// Lets a run begin only where all that it may cost is within a budget.
  ///
  /// - Throws: `WorkspaceError`, and the refusal.
  static func require(
    _ prepared: StepOptions.Prepared,
    in workspace: Workspace,
    within budget: Double
  ) throws {
    let forecast = try CostForecast(prepared.states, of: prepared.plan, in: workspace)
    if let refusal = BudgetCheck(forecast, budget: budget).refusal { throw refusal }
  }

  /// Why the plan must not be run; nil where it may.
  var refusal: CommandFailure? {
    guard !forecast.entries.isEmpty else { return nil }
    let unpriced = forecast.unpriced
    if let first = unpriced.first {
      let more = unpriced.count == 1 ? "" : " and \(unpriced.count - 1) more"
      return CommandFailure(
        "there is a budget of \(Decimals.plain(budget)), and it is not known what '\(first.step)'"
          + "\(more) cost\(unpriced.count == 1 ? "s" : ""): "
          + first.bill.notes.suffix(1).joined(separator: "; "),
        hint: Money.priceHint,
        status: .refusedByBudget
      )
    }
    guard currencies.count < 2 else {
      return CommandFailure(
        "there is one budget, and prices are in \(currencies.joined(separator: " and "))",
        hint: "give all prices in one currency, or run without a budget",
        status: .refusedByBudget
      )
    }
    // What a sum of prices gains or loses by rounding is no reason to refuse.
    guard spent + expected > budget * (1 + 1e-9) else { return nil }
    return CommandFailure(
      "what is to be done may cost \(text(expected))\(beside), and the budget is "
        + "\(limit); most is for \(largest)",
      hint: Money.hint,
      status: .refusedByBudget
    )
  }

  /// How the plan and the budget agree, in words.
  var sentence: String {
    let left = budget - spent - expected
    if refusal != nil { return "budget: \(limit), and 'run' would refuse to begin" }
    return "budget: \(limit), \(text(max(0, left))) of it left after this"
  }

  private var currencies: [String] {
    Set(forecast.atMost.keys).union(forecast.paidBefore.keys).sorted()
  }

  private var limit: String {
    (["\(Money.price(budget))"] + currencies.prefix(1)).joined(separator: " ")
  }

  private var expected: Double { forecast.atMost.values.reduce(0, +) }
  private var spent: Double { forecast.paidBefore.values.reduce(0, +) }

  private var beside: String {
    spent > 0 ? " beside \(text(spent)) paid or promised before for these steps" : ""
  }

  private var largest: String {
    let entries = forecast.entries.sorted { ($0.bill.amount ?? 0) > ($1.bill.amount ?? 0) }
    let named = entries.prefix(Self.mostNamed).map { "'\($0.step)' (\(text($0.bill.amount ?? 0)))" }
    return named.joined(separator: ", ")
  }

  private func text(_ amount: Double) -> String { Money.text(amount, currencies.first ?? "") }
}
