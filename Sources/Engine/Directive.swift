/// What may be done with a step of a plan; part of the plan, so that all who look at one agree.
package enum Directive: Hashable, Sendable {
  /// It is made where it is stale.
  case makeIfStale

  /// It is made also where it could be reused.
  ///
  /// Of several steps that do the same work, its twins, one does it for all: `twins` are these in
  /// plan order, the step itself among them.
  case makeAgain(twins: [StepID])

  /// Others read it, and it is not made.
  case reuseOnly

  /// The steps of which one does the work again for all; empty where it need not be done again.
  var twins: [StepID] {
    guard case .makeAgain(let twins) = self else { return [] }
    return twins
  }

  /// Whether outputs may be reused that are there and intact.
  ///
  /// - Parameters:
  ///   - record: What is known of them.
  ///   - run: The run that asks; nil for a plan.
  /// - Returns: Whether the step need not run.
  func allowsReuse(of record: StepRecord, in run: RunID?) -> Bool {
    guard case .makeAgain(let twins) = self else { return true }
    return record.run == run && twins.contains(record.step)
  }
}
