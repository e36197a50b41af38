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
    charges = try workspace.charges(of: Set(keys))
    self.run = run
  }

  /// One sentence on what the run has paid, or nil where nothing was ever paid for its steps.
  var sentence: String? {
    guard !charges.isEmpty else { return nil }
    let here = charges.filter { $0.run == run && $0.state != .void }
    let before = charges.filter { $0.run != run }.sums
    var parts = ["cost: nothing in this run"]
    if !here.isEmpty {
      let unknown = here.count { $0.amount == nil }
      let told = here.count { $0.billed != nil }
      let basis =
        told == here.count
        ? "by the tokens that were billed"
        : told == 0 ? "by estimate" : "by the tokens that were billed, where they were told"
      parts = ["cost: \(here.sums.moneyText(unknown: unknown)) \(basis)"]
      let expected = here.reduce(into: [String: Double]()) { sums, charge in
        guard let amount = charge.expected.amount else { return }
        sums[charge.expected.currency, default: 0] += amount
      }
      if told > 0, !expected.isEmpty { parts.append("expected was \(expected.moneyText())") }
    }
    if !before.isEmpty { parts.append("\(before.moneyText()) in other runs for the same steps") }
    return parts.joined(separator: "; ")
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
    let lines = ([header, rule] + rows).map { "| \($0.joined(separator: " | ")) |" }
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

/// A bill as programs read it.
struct BillDocument: Encodable {
  struct Line: Encodable {
    var name: String

    /// Tokens of one pass, how many passes there are, and all tokens.
    var tokens: Int?
    var times: Int
    var total: Int?
    var pricePerMillion: Double?
    var amount: Double?

    enum CodingKeys: String, CodingKey {
      case name, tokens, times, total, amount
      case pricePerMillion = "price_per_million"
    }
  }

  /// Absent where a price is not known.
  var amount: Double?
  var currency: String?
  var lines: [Line]
  var notes: [String]

  init(_ bill: Bill) {
    amount = bill.amount
    currency = bill.currency.isEmpty ? nil : bill.currency
    lines = bill.lines.map {
      Line(
        name: $0.name,
        tokens: $0.quantity,
        times: $0.times,
        total: $0.total,
        pricePerMillion: $0.pricePerMillion,
        amount: $0.amount
      )
    }
    notes = bill.notes
  }
}

/// A charge as programs read it.
struct ChargeDocument: Encodable {
  var step: String

  /// The run that paid.
  var run: Int

  /// `open`, `closed` or `void`.
  var state: String
  var expected: BillDocument

  /// Absent where the service did not tell.
  var billed: BillDocument?

  init(_ charge: Charge) {
    step = charge.step.rawValue
    run = charge.run.rawValue
    state = charge.state.rawValue
    expected = BillDocument(charge.expected)
    billed = charge.billed.map(BillDocument.init)
  }
}
