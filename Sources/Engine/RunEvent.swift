/// Something that happened in a run; all that can be seen of a run is made from these.
package struct RunEvent: Sendable {
  /// What happened.
  package enum Kind: Sendable {
    /// The run began, with these steps in plan order.
    case runStarted(RunID, [StepID])

    /// A step that is not reused began to work.
    case stepStarted(reason: StaleReason)

    /// How far a step is; as often as the step tells it.
    case stepProgress(StepProgress)

    /// A sentence of the step's, or of the engine about the step.
    case stepNote(String)

    /// What a step waits for, why, and for how long: once for each wait, and then seldom.
    case stepWaits(String)

    /// Something went wrong that fails nothing, as with a shared cache.
    case warning(String)

    /// A step has ended; said once for each step of the plan.
    case stepEnded(StepOutcome)

    /// The run has ended; the last event.
    case runEnded(RunResult)
  }

  package var kind: Kind

  /// The step that it is about; nil for what is about the whole run.
  package var step: StepID?

  /// When it happened, in seconds since 1970.
  package var instant: Double

  /// All that is known of a step that has ended; nil for other events.
  package var result: StepResult?
}
