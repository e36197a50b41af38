/// How long a step is expected to take, by what an earlier one took.
package struct DurationEstimate: Hashable, Sendable {
  package var seconds: Double

  /// The earlier step and the run that made it.
  package var step: StepID
  package var run: RunID

  /// What the earlier time was multiplied by, since the step has more to do or less.
  package var factor: Double

  /// Estimates for the steps of a plan that are not reused, as far as there is something to go by.
  ///
  /// The last time that a step of the same name took comes first, then the newest of its kind; both
  /// only where the fields are equal that its `pace` names.
  package static func estimates(
    of planned: [PlannedStep],
    in plan: Plan,
    _ workspace: Workspace
  ) throws(WorkspaceError) -> [StepID: DurationEstimate] {
    try workspace.database.reading { (records) throws(WorkspaceError) in
      var history = DurationHistory(records: records)
      var estimates: [StepID: DurationEstimate] = [:]
      for (step, planned) in zip(plan.steps, planned) where !planned.state.isReused {
        estimates[step.id] = try history.estimate(of: step)
      }
      return estimates
    }
  }
}

/// The durations of earlier steps, each kind read once.
private struct DurationHistory {
  /// The most of each kind that are looked at.
  private static let depth = 512

  let records: RecordReader

  /// For each kind the newest durations by the values of the fields that must be equal.
  private var newest: [StepKind: [[FieldValue?]: PastDuration]] = [:]

  init(records: RecordReader) {
    self.records = records
  }

  mutating func estimate(of step: StepSpec) throws(WorkspaceError) -> DurationEstimate? {
    let fields = step.parameters.fields
    let values = step.pace.equal.map { fields[$0] }
    var past = try records.lastDuration(of: step.id)
    if let found = past, step.pace.equal.map({ found.key.parameters[$0] }) != values { past = nil }
    if past == nil { past = try durations(like: step)[values] }
    guard let past else { return nil }
    let factor = step.pace.proportional.reduce(1.0) { factor, name in
      factor * Self.ratio(fields[name], past.key.parameters[name])
    }
    return DurationEstimate(
      seconds: past.seconds * factor,
      step: past.step,
      run: past.run,
      factor: factor
    )
  }

  private mutating func durations(
    like step: StepSpec
  ) throws(WorkspaceError) -> [[FieldValue?]: PastDuration] {
    if let known = newest[step.kind] { return known }
    var found: [[FieldValue?]: PastDuration] = [:]
    for past in try records.newestDurations(of: step.kind, limit: Self.depth) {
      let values = step.pace.equal.map { past.key.parameters[$0] }
      if found[values] == nil { found[values] = past }
    }
    newest[step.kind] = found
    return found
  }

  /// How much more one value is than another; 1 where they are no positive numbers.
  private static func ratio(_ now: FieldValue?, _ then: FieldValue?) -> Double {
    guard let now = number(now), let then = number(then), now > 0, then > 0 else { return 1 }
    return now / then
  }

  private static func number(_ value: FieldValue?) -> Double? {
    switch value {
    case .int(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }
}
