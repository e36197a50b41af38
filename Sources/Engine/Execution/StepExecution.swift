internal import System

/// One step in the hands of an executor, from its start to its end.
struct StepExecution: Sendable {
  let executor: any StepExecutor
  let order: StepOrder
  let owner: any StepOwner

  /// The names of the files that the step made, and the folder in which they are.
  typealias Outputs = (names: [ArtifactName], folder: String)

  /// Does the step in an empty folder, by an executor whose steps end with this process.
  ///
  /// A cancelled task asks the step to end, and waits until it has.
  func outputs(in folder: String) async throws(StepFailure) -> Outputs {
    let step = try await executor.start(order, in: folder, for: owner)
    let standing = await withTaskCancellationHandler {
      await end(of: step)
    } onCancel: {
      executor.cancel(step)
    }
    switch try standing.get() {
    case .made(let names, in: let folder): return (names, folder)
    case .failed(let failure): throw failure
    case .goesOn, .lost:
      throw StepFailure(
        "doing the step",
        .storage("its process came to an end without a result"),
        hint: "run again; look at the step's log, and whether there was memory enough"
      )
    }
  }

  private func end(of step: StartedStep) async -> Result<StepStanding, StepFailure> {
    do throws(StepFailure) {
      while true {
        let standing = try await executor.poll(step, for: owner)
        guard case .goesOn = standing else { return .success(standing) }
      }
    } catch {
      return .failure(error)
    }
  }
}

/// One step in a queue: its executor goes on with it when this process ends.
struct QueuedStep: RemoteWork {
  let execution: StepExecution
  let account: String

  /// The folder of the step, which is kept from run to run.
  let folder: String

  var journal: StepJournal { StepJournal(owner: execution.owner) }

  func find(_ intent: JournalEntry) async throws(StepFailure) -> String? {
    try await execution.executor.find(execution.order, in: folder)?.id
  }

  func begin() async throws(StepFailure) -> String {
    try StepFailure.writing("starting the step") { () throws(FileSystemError) in
      try FileSystem.removeTree(folder)
      try FileSystem.makeFolders(folder)
    }
    try journal.intend(account: account)
    return try await execution.executor.start(execution.order, in: folder, for: execution.owner).id
  }

  func outcome(of id: String) async throws(StepFailure) -> StepExecution.Outputs? {
    let step = StartedStep(id: id, folder: folder)
    var told: String?
    while true {
      switch try await execution.executor.poll(step, for: execution.owner) {
      case .made(let names, in: let folder): return (names, folder)
      case .failed(let failure):
        // Nothing more will come of it: the next run starts the step anew.
        try journal.abandoned(because: failure.description, account: account)
        throw failure
      case .lost:
        try journal.abandoned(because: "it is not known there any more", account: account)
        return nil
      case .goesOn(let waits):
        guard execution.order.waitsForRemoteWork else {
          throw StepFailure("waiting for '\(id)'", .waits(.remoteWork(id: id)))
        }
        // The step itself goes on, and the next run waits for it.
        if Task.isCancelled { throw StepFailure("waiting for '\(id)'", .cancelled) }
        if let waits, waits != told { execution.owner.hear(.waits(waits)) }
        told = waits
      }
    }
  }
}
