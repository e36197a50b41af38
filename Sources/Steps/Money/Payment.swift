internal import Engine
internal import Report

/// What a step pays for one piece of work, written down before and after.
struct Payment {
  /// What is expected; nil where nothing is paid, and nothing is written down.
  let expected: Bill?
  let context: StepContext

  /// Writes down what is about to be paid.
  ///
  /// - Parameters:
  ///   - activity: What is being done.
  ///   - isSame: Whether an earlier attempt that was torn off asked for the very same work.
  /// - Throws: `StepFailure` where the run's budget forbids it, so that it must not be asked for.
  func begin(_ activity: String, isSame: Bool) throws(StepFailure) {
    guard let expected else { return }
    switch try context.expenses.reserve(expected, isSame: isSame) {
    case .granted: return
    case .refused(let spent, let limit):
      let more = Money.text(expected.amount ?? 0, expected.currency)
      throw StepFailure(
        activity,
        .budget(
          "it would cost about \(more), and \(Money.text(spent, expected.currency)) of the budget of "
            + "\(Money.price(limit)) \(expected.currency) is spent or promised"
        ),
        hint: Money.hint
      )
    case .unpriced(let limit):
      throw StepFailure(
        activity,
        .budget(
          "there is a budget of \(Decimals.plain(limit)), and it is not known what this costs ("
            + expected.notes.joined(separator: "; ") + ")"
        ),
        hint: Money.priceHint
      )
    }
  }

  /// Writes down that the work has ended, and what was billed where that is known.
  func end(billed: Bill?) throws(StepFailure) {
    guard expected != nil else { return }
    try context.expenses.close(billed: billed)
  }

  /// Writes down that nothing was paid.
  func void() throws(StepFailure) {
    guard expected != nil else { return }
    try context.expenses.void()
  }
}
