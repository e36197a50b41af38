import Engine
import Report
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
    let open = Decimals.counted(unknown, "step")
    guard !known.isEmpty else {
      return [unknown == 0 ? "nothing in this run" : "unknown for \(open)"]
    }
    let told = known.count { $0.billed?.amount != nil }
    let basis =
      told == known.count
      ? "by the tokens that were billed"
      : told == 0 ? "by estimate" : "by the tokens that were billed, where they were told"
    let rest = unknown == 0 ? "" : ", and unknown for \(open)"
    let expected = known.map(\.expected).sums
    let estimate = told == 0 || expected.isEmpty ? [] : ["expected was \(expected.moneyText)"]
    return ["\(known.sums.moneyText) \(basis)\(rest)"] + estimate
  }

  /// The charges as programs read them; nil where there is none.
  var documents: [JSONObject]? { charges.isEmpty ? nil : charges.map(\.document) }

  /// A row for each charge: the step, what was expected and what was billed.
  var table: Table<Charge> {
    Table(
      [
        Column("step") { .text($0.step.rawValue) },
        Column("expected") { .text(Self.text($0.expected)) },
        Column("billed") { .text($0.billed.map(Self.text) ?? Self.word($0.state)) },
        Column("tokens billed") { .text($0.billed.map(Self.tokens) ?? "") },
        Column("") { [run] in .text($0.run == run ? "" : "in run \($0.run)") },
      ],
      of: charges
    )
  }

  /// The charges as a part of a report in Markdown; empty where nothing was paid.
  var markdown: String {
    guard let sentence else { return "" }
    return "\n## Cost\n\n\(table.markdown.joined(separator: "\n"))\n\n\(sentence)\n"
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
