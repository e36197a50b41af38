internal import System

/// What of a workspace's cache is kept.
package struct CacheRoots: Sendable {
  /// Keeps what the newest runs of each manifest used; nil counts none away.
  ///
  /// Counted are runs that succeeded, and what is newer than the last of them is kept too.
  package var newestRuns: Int?

  /// Keeps what runs used that began after this instant, in seconds since 1970.
  package var after: Double?

  /// Keeps all that these plans would reuse, and the last results of their other steps.
  package var plans: [Plan]

  package init(newestRuns: Int? = nil, after: Double? = nil, plans: [Plan] = []) {
    self.newestRuns = newestRuns
    self.after = after
    self.plans = plans
  }
}

/// What of a workspace's cache nothing needs that is to be kept.
package struct Garbage: Sendable {
  /// Results that go, oldest first.
  package var records: [StepRecord] = []

  /// Contents that go, because no result that stays has them.
  package var objects: [StoredObject] = []

  /// Damaged objects that were put aside: their paths and sizes in bytes.
  package var quarantine: [(path: String, byteCount: Int)] = []

  /// Folders of runs that were killed: their paths and sizes in bytes.
  package var scratch: [(path: String, byteCount: Int)] = []

  /// What providers keep for themselves and can make again, or for steps that are done or forgotten: paths and
  /// sizes in bytes.
  package var state: [(path: String, byteCount: Int)] = []

  /// The runs whose results are kept.
  package var keptRuns: [RunID] = []

  /// What its removal sets free, in bytes.
  package var byteCount: Int {
    objects.reduce(0) { $0 + $1.byteCount }
      + (quarantine + scratch + state).reduce(0) { $0 + $1.byteCount }
  }

  package var isEmpty: Bool {
    records.isEmpty && objects.isEmpty && quarantine.isEmpty && scratch.isEmpty && state.isEmpty
  }
}

extension Workspace {
  /// What is not reached from any root; nothing is removed.
  package func garbage(keeping roots: CacheRoots) throws(WorkspaceError) -> Garbage {
    try ScratchFolder.holdingRuns(in: self) { (folders) throws(WorkspaceError) in
      try garbage(keeping: roots, deadFolders: folders.filter { !$0.isInUse }.map(\.path))
    }
  }

  private func garbage(
    keeping roots: CacheRoots,
    deadFolders: [String]
  ) throws(WorkspaceError) -> Garbage {
    var garbage = Garbage()
    garbage.keptRuns = Self.kept(try runs(), by: roots)
    var keptKeys = try database.keys(usedBy: garbage.keptRuns)
    var plannedKeys: Set<Digest> = []
    for plan in roots.plans { plannedKeys.formUnion(try keys(of: plan)) }
    keptKeys.formUnion(plannedKeys)
    let records = try database.allRecords()
    garbage.records = records.filter { !keptKeys.contains($0.key) }
    let kept = Set(
      records.filter { keptKeys.contains($0.key) }.flatMap(\.artifacts).map(\.digest)
    )
    let uses = records.uses
    let done = Set(records.map(\.key))
    try WorkspaceError.storing { () throws(FileSystemError) in
      garbage.objects = try store.objects().filter { !kept.contains($0.digest) }
        .map {
          StoredObject(digest: $0.digest, byteCount: $0.byteCount, uses: uses[$0.digest] ?? [])
        }
      garbage.quarantine = try store.quarantined()
      for path in deadFolders {
        garbage.scratch.append((path, try FileSystem.byteCount(below: path)))
      }
      for entry in try providerState() {
        let isKept = entry.key.map { key in
          // What a step made stays with its record. A step that is not done goes on from what it has left,
          // unless that is older than what is kept.
          done.contains(key)
            ? entry.isMade && keptKeys.contains(key)
            : plannedKeys.contains(key) || roots.after.map { entry.modified >= $0 } ?? true
        }
        if isKept != true { garbage.state.append((entry.path, entry.byteCount)) }
      }
    }
    return garbage
  }

  /// Removes what is not reached from any root and says what it was.
  ///
  /// What a run in progress will need is not known before its end, so nothing is removed then; a run
  /// that is started meanwhile waits.
  ///
  /// - Parameter roots: What is kept.
  /// - Returns: What was removed; nil, with nothing removed, where a run is in progress.
  /// - Throws: `WorkspaceError` where the workspace cannot be read or changed.
  package func collectGarbage(keeping roots: CacheRoots) throws(WorkspaceError) -> Garbage? {
    try ScratchFolder.holdingRuns(in: self) { (folders) throws(WorkspaceError) in
      // A step in a queue reads the store too.
      guard !folders.contains(where: \.isInUse), try keysOfQueuedSteps().isEmpty else { return nil }
      let garbage = try garbage(keeping: roots, deadFolders: folders.map(\.path))
      // First the records: an object without one is garbage, a record without its object a loss.
      try database.remove(
        records: garbage.records.map(\.key),
        objects: garbage.objects.map(\.digest)
      )
      try WorkspaceError.storing { () throws(FileSystemError) in
        for object in garbage.objects { try FileSystem.removeTree(store.path(of: object.digest)) }
        for found in garbage.quarantine + garbage.scratch + garbage.state {
          try FileSystem.removeTree(found.path)
        }
      }
      return garbage
    }
  }

  private static func kept(_ runs: [PastRun], by roots: CacheRoots) -> [RunID] {
    guard roots.newestRuns != nil || roots.after != nil else { return runs.map(\.id) }
    var counts: [String: Int] = [:]
    return runs.filter { run in
      let count = counts[run.manifestName, default: 0]
      if run.outcome == .succeeded { counts[run.manifestName] = count + 1 }
      let isNew = roots.newestRuns.map { count < $0 } ?? false
      return isNew || roots.after.map { run.started >= $0 } ?? false
    }.map(\.id)
  }

  /// The keys of what a plan would reuse, and those that its other steps had last.
  private func keys(of plan: Plan) throws(WorkspaceError) -> Set<Digest> {
    var keys: Set<Digest> = []
    for step in try Staleness.states(of: plan, in: self) {
      if let key = step.key { keys.insert(key.digest) }
      if case .reused = step.state { continue }
      if let key = try lastKey(of: step.id) { keys.insert(key.digest) }
    }
    return keys
  }
}
