import Diagnostics
import Engine
import Report
import Steps

extension PlanForecast {
  /// Steps of a plan that one line tells of: one step, or those of a matrix's experiments in which the same is done for
  /// the same reason.
  private struct Row {
    var steps: [PlannedStep]

    var first: PlannedStep { steps[0] }

    /// What is to be done and why; of folded ones without the experiments' names.
    var reason: String {
      let text = "\(first.state)"
      return steps.count > 1 ? text.withoutVariants : text
    }

    /// The name of the step, or of the folded ones and how many experiments they are of.
    var name: String {
      guard steps.count > 1 else { return first.id.rawValue }
      return "\(first.id.withoutVariant)[\(steps.count) experiments]"
    }
  }

  /// The cells of a line for each step or, where experiments are folded, for steps that differ in these alone.
  func rows(folding: Bool) -> [[String]] {
    let bills = costs.bills
    let rows =
      folding
      ? states.grouped { [$0.id.withoutVariant, $0.state.name, "\($0.state)".withoutVariants] }.map(
        Row.init
      )
      : states.map { Row(steps: [$0]) }
    return rows.map { row in
      let seconds = row.steps.compactMap { durations[$0.id]?.seconds }
      return [
        TerminalText.escaped(row.name),
        row.first.state.name,
        seconds.isEmpty ? "" : "~" + Self.duration(seconds.reduce(0, +)),
        Self.amount(row.steps.compactMap { bills[$0.id] }),
        TerminalText.escaped(row.reason),
      ]
    }
  }

  /// What bills come to, in words: of one currency each, since one provider writes them.
  private static func amount(_ bills: [Bill]) -> String {
    guard !bills.isEmpty else { return "" }
    guard bills.allSatisfy({ $0.amount != nil }) else { return "unknown" }
    return bills.sums.sorted { $0.key < $1.key }.map { Money.text($0.value, $0.key) }
      .joined(separator: " + ")
  }
}

extension StepID {
  /// The name without the values of a matrix at its end.
  fileprivate var withoutVariant: String {
    guard rawValue.hasSuffix("]"), let open = rawValue.lastIndex(of: "[") else { return rawValue }
    return String(rawValue[..<open])
  }
}

extension String {
  /// The text without the values of a matrix at the ends of the quoted names of steps.
  fileprivate var withoutVariants: String {
    var parts = split(separator: "]'", omittingEmptySubsequences: false)
    for place in parts.indices.dropLast() {
      if let open = parts[place].lastIndex(of: "[") { parts[place] = parts[place][..<open] }
    }
    return parts.joined(separator: "'")
  }
}
