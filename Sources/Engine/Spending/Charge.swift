/// Something that was paid for a step, or may have been, as the workspace remembers it.
package struct Charge: Hashable, Sendable {
  /// How much of it is known.
  package enum State: String, Hashable, Sendable {
    /// The work was about to be asked for; how it ended was not written down, or not yet.
    case open

    /// The work has ended.
    case closed

    /// Nothing was paid: the work was refused.
    case void
  }

  /// The run in which it was paid.
  package var run: RunID
  package var step: StepID
  package var key: Digest
  package var state: State

  /// What it was expected to cost.
  package var expected: Bill

  /// What it cost by what the provider told; nil where it told nothing, or not yet.
  package var billed: Bill?

  /// What counts: what was billed where that is known, what was expected otherwise, nothing where
  /// nothing was paid; nil where no price is known.
  package var amount: Double? {
    if state == .void { return 0 }
    return billed.map { $0.amount ?? expected.amount } ?? expected.amount
  }
}
