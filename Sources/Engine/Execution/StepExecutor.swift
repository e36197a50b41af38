/// Does steps somewhere: in this process, in another one, in a queue.
///
/// An executor decides where a step is done and never what comes of it: it gets an order and a folder,
/// and what it brings back is checked, kept and recorded by the owner of the run.
package protocol StepExecutor: Sendable {
  /// The account under which its steps go on when this process ends, so that a later run finds them;
  /// nil where they end with it.
  var account: String? { get }

  /// Whether it does a step; the first executor of a run that does gets it.
  func takes(_ step: StepSpec) -> Bool

  /// Starts a step that no earlier run has started.
  ///
  /// - Parameters:
  ///   - order: What is to be done.
  ///   - folder: The absolute path of an empty folder, which is kept until the step has ended.
  ///   - owner: Hears what the step tells, and answers it for as long as this process lives.
  /// - Returns: The step's name here.
  /// - Throws: `StepFailure` where it could not be started.
  func start(
    _ order: StepOrder,
    in folder: String,
    for owner: any StepOwner
  ) async throws(StepFailure) -> StartedStep

  /// The step of an order that was started in a folder, where that is so although nobody wrote down its
  /// name; asked only of executors with an account.
  func find(_ order: StepOrder, in folder: String) async throws(StepFailure) -> StartedStep?

  /// Waits until there is something new about a step, or for some time.
  ///
  /// What the step tells is passed on to its owner before the end is returned.
  func poll(
    _ step: StartedStep,
    for owner: any StepOwner
  ) async throws(StepFailure) -> StepStanding

  /// Asks a step to end; that it has ended is said by `poll`.
  func cancel(_ step: StartedStep)
}

extension StepExecutor {
  package func find(
    _ order: StepOrder,
    in folder: String
  ) async throws(StepFailure) -> StartedStep? { nil }
}

/// A step that an executor has started.
package struct StartedStep: Codable, Hashable, Sendable {
  /// The executor's name for it, unique among all that it ever started.
  package var id: String

  /// The absolute path of the step's folder.
  package var folder: String

  package init(id: String, folder: String) {
    self.id = id
    self.folder = folder
  }
}

/// How a step stands that was started.
package enum StepStanding: Hashable, Sendable {
  /// It has not ended; where it waits for its turn, why, as a sentence.
  case goesOn(waits: String?)

  /// It has ended and left files of these names in the artifacts' folder.
  case made([ArtifactName], in: String)

  /// It has ended without outputs.
  case failed(StepFailure)

  /// The executor does not know of it any more, and it has left no result.
  case lost
}

extension [any StepExecutor] {
  /// The first executor that takes a step; a step that none takes is a programming error.
  func executor(of step: StepSpec) -> any StepExecutor {
    guard let executor = first(where: { $0.takes(step) }) else {
      preconditionFailure("no executor takes step '\(step.id)'")
    }
    return executor
  }
}

extension Plan {
  /// The plan, in which each step that goes on without this process says so.
  package func placed(by executors: [any StepExecutor]) -> Plan {
    guard executors.contains(where: { $0.account != nil }) else { return self }
    return Plan(
      ordered: zip(steps, directives).map { step, directive in
        var step = step
        if let account = executors.executor(of: step).account { step.remoteAccount = account }
        return (step, directive)
      }
    )
  }
}
