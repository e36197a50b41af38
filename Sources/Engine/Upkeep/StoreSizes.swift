internal import System

/// How much room a workspace takes, and by what.
package struct StoreSizes: Sendable {
  /// A number of objects and what they take together.
  package struct Share: Hashable, Sendable {
    package var objectCount = 0

    /// In bytes.
    package var byteCount = 0

    fileprivate mutating func add(_ byteCount: Int) {
      objectCount += 1
      self.byteCount += byteCount
    }
  }

  /// The objects by the kind of step that made them first.
  package var kinds: [StepKind: Share] = [:]

  /// The objects by the run that made them first.
  package var runs: [RunID: Share] = [:]

  /// Objects that belong to no finished step.
  package var unrecorded = Share()

  /// Objects that were put aside because they are damaged.
  package var quarantine = Share()

  /// Folders of runs, in progress or killed, and what is in them.
  package var scratch = Share()

  /// What providers keep for themselves, as checkpoints of trainings that were interrupted.
  package var state = Share()

  /// All objects of the store.
  package var objects = Share()
}

extension Workspace {
  /// What the store holds; an object that several steps made counts once, for the oldest of them.
  package func storeSizes() throws(WorkspaceError) -> StoreSizes {
    let uses = try database.allRecords().uses
    var sizes = StoreSizes()
    try WorkspaceError.storing { () throws(FileSystemError) in
      for object in try store.objects() {
        sizes.objects.add(object.byteCount)
        if let first = uses[object.digest]?.first {
          sizes.kinds[first.kind, default: .init()].add(object.byteCount)
          sizes.runs[first.run, default: .init()].add(object.byteCount)
        } else {
          sizes.unrecorded.add(object.byteCount)
        }
      }
      for object in try store.quarantined() { sizes.quarantine.add(object.byteCount) }
      for folder in try FileSystem.names(in: "\(path)/tmp") {
        sizes.scratch.add(try FileSystem.byteCount(below: "\(path)/tmp/\(folder)"))
      }
      for entry in try providerState() { sizes.state.add(entry.byteCount) }
    }
    return sizes
  }
}
