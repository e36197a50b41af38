internal import System

/// What a step has at hand while it runs.
package struct StepContext: Sendable {
  private let order: StepOrder
  private let owner: any StepOwner

  /// The absolute path of the empty folder of this attempt, where the step leaves its artifacts.
  package let folder: String

  /// Makes a context, as executors do.
  ///
  /// - Parameters:
  ///   - order: What is to be done.
  ///   - folder: The absolute path of an empty folder.
  ///   - owner: Hears what the step tells, and answers it.
  package init(_ order: StepOrder, in folder: String, owner: any StepOwner) {
    self.order = order
    self.folder = folder
    self.owner = owner
  }

  /// The step that runs.
  package var spec: StepSpec { order.step }
  package var step: StepID { order.step.id }
  package var key: CacheKey { order.key }

  /// The absolute path of a folder that outlives runs; a work makes it where it needs it, and keeps to a part
  /// of it that has a name of its own.
  package var stateFolder: String { order.stateFolder }

  /// What the step is expected to cost; nil where it costs nothing.
  package var expectedBill: Bill? { order.step.expectedBill }

  /// Whether the step waits for the end of what it began outside this machine.
  package var waitsForRemoteWork: Bool { order.waitsForRemoteWork }

  /// What this step began outside this machine, in this run or an earlier one.
  package var journal: StepJournal { StepJournal(owner: owner) }

  /// What this step pays.
  package var expenses: StepExpenses { StepExpenses(owner: owner) }

  /// The file of an input; asking for one that the step did not declare is a programming error.
  package func input(_ step: StepID, _ artifact: ArtifactName) -> ArtifactFile {
    let found = order.inputs.first { $0.input.step == step && $0.input.artifact == artifact }
    guard let found else {
      preconditionFailure("step '\(self.step)' declares no input '\(artifact)' of '\(step)'")
    }
    return found.file
  }

  /// A file outside the store; asking for one that the step did not declare is a programming error.
  package func file(_ name: String) -> ContentFile {
    guard let file = order.files[name] else {
      preconditionFailure("step '\(step)' declares no file '\(name)'")
    }
    return file
  }

  /// Writes a whole artifact into the step's folder and returns its name.
  package func write(
    _ bytes: some Sequence<UInt8>,
    to name: ArtifactName
  ) throws(StepFailure) -> ArtifactName {
    precondition(name.isFileName, "'\(name)' is no file name")
    try StepFailure.writing("writing '\(name)'") { () throws(FileSystemError) in
      try FileSystem.write(Array(bytes), to: "\(folder)/\(name)")
    }
    return name
  }

  /// Tells how far the step is.
  package func report(_ progress: StepProgress) { owner.hear(.progress(progress)) }

  /// Notes how long the work took that the step began elsewhere, maybe in an earlier run, in seconds.
  ///
  /// What is kept of the step's time is this, where the step itself took less.
  package func note(workSeconds seconds: Double) { owner.hear(.workTook(seconds)) }

  /// Tells a sentence worth knowing, such as a place in a queue.
  package func note(_ sentence: String) { owner.hear(.note(sentence)) }

  /// Tells what the step waits for, why, and for how long.
  package func wait(_ sentence: String) { owner.hear(.waits(sentence)) }

  /// Tells that something went wrong that fails nothing.
  package func warn(_ sentence: String) { owner.hear(.warning(sentence)) }
}
