private import Synchronization

/// What one step pays, written down before it is paid.
///
/// The order for a step is: `reserve`, ask for the work, then `close` with what was billed, or `void`
/// where the work was refused. What a killed process leaves open counts as expected.
package struct StepExpenses: Sendable {
  let owner: any StepOwner

  /// Whether something may be paid.
  package enum Answer: Codable, Hashable, Sendable {
    case granted

    /// It would pass the limit, of which so much is spent or reserved.
    case refused(spent: Double, limit: Double)

    /// There is a limit, and no price is known.
    case unpriced(limit: Double)
  }

  /// Writes down what is about to be paid, unless it would pass the run's limit.
  ///
  /// Two steps that ask at once, in one process or in two, never pass the limit together.
  ///
  /// - Parameters:
  ///   - bill: What is expected.
  ///   - isSame: Whether it is the same work as what an earlier attempt left open, if there is one; it
  ///     is then counted once.
  /// - Returns: Whether it may be paid; nothing is written where it may not.
  /// - Throws: `StepFailure` where it cannot be written down, so that nothing must be paid.
  package func reserve(
    _ bill: Bill,
    isSame: Bool = false
  ) throws(StepFailure) -> Answer {
    let request = StepRequest.reserve(bill, isSame: isSame)
    guard case .payment(let answer) = try owner.answer(request) else {
      throw .misunderstood(request)
    }
    return answer
  }

  /// Writes down that what was reserved last has ended, and what was billed where that is known.
  package func close(billed: Bill?) throws(StepFailure) {
    _ = try owner.answer(.close(billed: billed))
  }

  /// Writes down that nothing was paid of what was reserved last.
  package func void() throws(StepFailure) {
    _ = try owner.answer(.void)
  }
}

/// The most that the steps of a run may cost, with what earlier runs paid for the same steps.
final class SpendingLimit: Sendable {
  /// In the currency of the bills.
  let amount: Double

  private let noted = Mutex<Set<Digest>>([])

  init(_ amount: Double) {
    self.amount = amount
  }

  /// The keys of the run's steps, as far as they are known.
  var keys: Set<Digest> { noted.withLock { $0 } }

  /// Notes the key of a step of the run.
  func note(_ key: Digest) { _ = noted.withLock { $0.insert(key) } }
}
