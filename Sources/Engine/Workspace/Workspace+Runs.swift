internal import System

extension Workspace {
  /// The newest runs, newest first.
  package func runs(limit: Int = .max) throws(WorkspaceError) -> [PastRun] {
    try database.runs(limit: limit)
  }

  /// The runs that go on or were killed, newest first.
  package func openRuns() throws(WorkspaceError) -> [PastRun] {
    try database.openRuns()
  }

  /// Whether some process makes the outputs of a key just now.
  package func isBeingMade(_ key: Digest) throws(WorkspaceError) -> Bool {
    try WorkspaceError.storing { () throws(FileSystemError) in
      try FileLock.isHeld(lockPath(of: key))
    }
  }

  /// The lock that is held by whoever makes the outputs of a key.
  func lockPath(of key: Digest) -> String { "\(path)/locks/\(key.hexadecimal)" }

  /// A run; nil where there is none of that number, or none any more.
  package func run(_ run: RunID) throws(WorkspaceError) -> PastRun? {
    try database.run(run)
  }

  /// The steps of a run in plan order, as far as they have ended.
  package func steps(of run: RunID) throws(WorkspaceError) -> [PastStep] {
    try database.steps(of: run)
  }

  /// How many steps of a run have ended in each way, by the names of the outcomes.
  package func outcomeCounts(of run: RunID) throws(WorkspaceError) -> [String: Int] {
    try database.outcomeCounts(of: run)
  }

  /// Where a run comes from; nil where it was not recorded.
  package func provenance(of run: RunID) throws(WorkspaceError) -> RunProvenance? {
    try database.provenance(of: run)
  }

  /// Notes what Git said of the repository when a run began.
  package func note(
    _ repository: RunProvenance.Repository,
    of run: RunID
  ) throws(WorkspaceError) {
    try database.save(repository, of: run)
  }

  /// Whether a run goes on or how it ended.
  package func status(of run: PastRun) throws(WorkspaceError) -> RunStatus {
    if let status = run.outcome?.status { return status }
    if try ScratchFolder.hasOwner(of: run.id, in: self) { return .running }
    // It may have come to its end between the reading of its row and the look at its folder.
    return try database.run(run.id)?.outcome?.status ?? .killed
  }

  /// The folder for what is written about a run, whether it is there or not.
  package func pathOfRunFolder(_ run: RunID) -> String { "\(path)/runs/\(run)" }

  /// The folder for what is written about a run; made where it is missing.
  package func runFolder(_ run: RunID) throws(WorkspaceError) -> String {
    let folder = pathOfRunFolder(run)
    _ = try WorkspaceError.storing { () throws(FileSystemError) in
      try FileSystem.makeFolders(folder)
    }
    return folder
  }

  /// The folder of a run that begins, without what a run of the same number left there when the
  /// database was lost.
  package func newRunFolder(_ run: RunID) throws(WorkspaceError) -> String {
    try WorkspaceError.storing { () throws(FileSystemError) in
      try FileSystem.removeTree(pathOfRunFolder(run))
    }
    return try runFolder(run)
  }

  /// Removes the history of runs and what was written about them; what they made stays.
  ///
  /// The caller has made sure that none of them goes on.
  package func remove(_ runs: [RunID]) throws(WorkspaceError) {
    try database.remove(runs)
    try WorkspaceError.storing { () throws(FileSystemError) in
      for run in runs { try FileSystem.removeTree(pathOfRunFolder(run)) }
    }
  }
}

extension PastRun.Outcome {
  fileprivate var status: RunStatus {
    switch self {
    case .succeeded: .done
    case .failed: .failed
    case .interrupted: .interrupted
    case .waiting: .waiting
    }
  }
}
