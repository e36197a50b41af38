/// What may be done with a step of a plan; part of the plan, so that all who look at one agree.
package enum Directive: Hashable, Sendable {
  /// It is made where it is stale.
  case makeIfStale

  /// It is made also where it could be reused.
  ///
  /// Of several equivalent steps, which do the same work, one does it for all: `equivalents` are
  /// these in plan order, the step itself among them.
  case makeAgain(equivalents: [StepID])

  /// Others read it, and it is not made.
  case reuseOnly

  /// The steps of which one does the work again for all; empty where it need not be done again.
  var equivalents: [StepID] {
    guard case .makeAgain(let equivalents) = self else { return [] }
    return equivalents
  }

  /// Whether outputs may be reused that are there and intact.
  ///
  /// - Parameters:
  ///   - record: What is known of them.
  ///   - run: The run that asks; nil for a plan.
  /// - Returns: Whether the step need not run.
  func allowsReuse(of record: StepRecord, in run: RunID?) -> Bool {
    guard case .makeAgain(let equivalents) = self else { return true }
    return record.run == run && equivalents.contains(record.step)
  }
}
