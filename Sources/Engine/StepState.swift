package import System

/// What a plan says about a step before anything runs.
package struct PlannedStep: Hashable, Sendable {
  package var id: StepID
  package var kind: StepKind
  package var state: StepState

  /// The cache key, where the content of all inputs is known.
  package var key: CacheKey?
}

/// Whether a step would run.
///
/// Indirect, since the states of a large plan are copied more often than looked into.
package indirect enum StepState: Hashable, Sendable {
  /// It was made before, and all its outputs are in the store, as they were.
  case reused(StepRecord)

  /// It would run.
  case willRun(reason: StaleReason)

  /// It would run, and wait for work that an earlier run began at a provider and nobody has
  /// collected; no other is begun.
  case attaches(to: JournalEntry, reason: StaleReason)

  /// It is open until these steps have run, since their outputs may come out equal, or since one of
  /// them does the same work.
  case depends(on: [StepID])

  /// Why it would run; nil where it would not or where that is open.
  package var staleReason: StaleReason? {
    switch self {
    case .willRun(let reason), .attaches(to: _, let reason): reason
    case .reused, .depends: nil
    }
  }

  /// Whether what it would make may be taken from a shared cache in place of making it.
  ///
  /// A step that is asked to be made again is not, and work that has begun at a provider is
  /// collected.
  var mayBeTaken: Bool {
    if case .willRun(let reason) = self { return reason != .forced }
    return false
  }

  /// Whether it would not run.
  package var isReused: Bool {
    if case .reused = self { return true }
    return false
  }
}

/// Why a step must run.
package enum StaleReason: Hashable, Sendable {
  /// The step was never made, under no key.
  case neverMade

  /// The key is another than that of the step's last run.
  case changed([KeyDifference])

  /// It could be reused, and is asked to be made again.
  case forced

  /// An output is no longer in the store.
  case artifactMissing(ArtifactName)

  /// An output in the store has another content than it was made with.
  case artifactDamaged(ArtifactName)

  /// A file cannot be read; the step will fail.
  case fileUnreadable(name: String, FileSystemError)

  /// A step that is finished made no such output; this step will fail.
  case inputNotMade(ArtifactName, by: StepID)
}

extension StepState: CustomStringConvertible {
  package var description: String {
    switch self {
    case .reused(let record): record.provenance
    case .willRun(let reason): reason.description
    case .attaches(let entry, let reason):
      "\(entry.state == .finished ? "fetches the result of" : "waits for") "
        + "'\(entry.remoteID ?? "")', begun before; \(reason)"
    case .depends(let steps):
      "depends on " + steps.prefix(2).map { "'\($0)'" }.joined(separator: ", ")
        + (steps.count > 2 ? " and \(steps.count - 2) more" : "")
    }
  }
}

extension StepRecord {
  /// Where the outputs come from, in words.
  package var provenance: String {
    guard let origin else { return "made in run \(run)" }
    return run == .elsewhere ? "\(origin)" : "\(origin), in run \(run)"
  }
}

extension StaleReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .neverMade: "never made"
    case .forced: "forced by --force"
    case .changed(let differences):
      Self.sentences(differences).joined(separator: "; ")
    case .artifactMissing(let name): "artifact '\(name)' is missing"
    case .artifactDamaged(let name): "artifact '\(name)' is damaged"
    case .fileUnreadable(let name, let error): "file '\(name)': \(error)"
    case .inputNotMade(let name, let step): "step '\(step)' made no '\(name)'"
    }
  }

  /// What differs in words, each once: several inputs of one name change in the same words.
  private static func sentences(_ differences: [KeyDifference]) -> [String] {
    differences.map(\.description).reduce(into: []) { sentences, sentence in
      if !sentences.contains(sentence) { sentences.append(sentence) }
    }
  }
}
