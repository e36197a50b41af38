private import Synchronization

/// What a step has at hand while it runs.
package struct StepContext: Sendable {
  package let step: StepID
  package let key: CacheKey

  /// The absolute path of the empty folder of this attempt, where the step leaves its artifacts.
  package let folder: String

  /// What this step began outside this machine, in this run or an earlier one.
  package let journal: StepJournal

  /// Whether the step waits for the end of what it began there.
  package let waitsForRemoteWork: Bool

  /// What the step's work took elsewhere, as far as it said so.
  let workDuration = WorkDuration()
  /// What this step pays.
  package let expenses: StepExpenses

  private let inputs: [StepInput: ArtifactFile]
  private let files: [String: ContentFile]
  private let send: @Sendable (RunEvent.Kind) -> Void

  /// Makes a context, as the scheduler does and as tests of a single step do.
  package init(
    step: StepID,
    key: CacheKey,
    folder: String,
    journal: StepJournal,
    waitsForRemoteWork: Bool = true,
    expenses: StepExpenses,
    inputs: [StepInput: ArtifactFile],
    files: [String: ContentFile],
    send: @escaping @Sendable (RunEvent.Kind) -> Void
  ) {
    self.step = step
    self.key = key
    self.folder = folder
    self.journal = journal
    self.waitsForRemoteWork = waitsForRemoteWork
    self.expenses = expenses
    self.inputs = inputs
    self.files = files
    self.send = send
  }

  /// The file of an input; asking for one that the step did not declare is a programming error.
  package func input(_ step: StepID, _ artifact: ArtifactName) -> ArtifactFile {
    for role in [StepInput.Role.content, .reference] {
      if let file = inputs[StepInput(step, artifact, role: role)] { return file }
    }
    preconditionFailure("step '\(self.step)' declares no input '\(artifact)' of '\(step)'")
  }

  /// A file outside the store; asking for one that the step did not declare is a programming error.
  package func file(_ name: String) -> ContentFile {
    guard let file = files[name] else {
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
    do {
      try FileSystem.write(Array(bytes), to: "\(folder)/\(name)")
    } catch {
      throw StepFailure(writing: "writing '\(name)'", error)
    }
    return name
  }

  /// Tells how far the step is.
  package func report(_ progress: StepProgress) { send(.stepProgress(progress)) }

  /// Notes how long the work took that the step began elsewhere, maybe in an earlier run, in seconds.
  ///
  /// What is kept of the step's time is this, where the step itself took less.
  package func note(workSeconds seconds: Double) { workDuration.note(seconds) }

  /// Tells a sentence worth knowing, such as a place in a queue.
  package func note(_ sentence: String) { send(.stepNote(sentence)) }

  /// Tells what the step waits for, why, and for how long.
  package func wait(_ sentence: String) { send(.stepWaits(sentence)) }

  /// Tells that something went wrong that fails nothing.
  package func warn(_ sentence: String) { send(.warning(sentence)) }
}

/// How long the work took that a step began elsewhere.
final class WorkDuration: Sendable {
  private let longest = Mutex(0.0)

  /// In seconds; 0 where nothing was noted.
  var seconds: Double { longest.withLock(\.self) }

  func note(_ seconds: Double) {
    longest.withLock { $0 = max($0, seconds) }
  }
}

/// A file in the store, checked against its digest before the step began; never to be written.
package struct ArtifactFile: Hashable, Sendable {
  /// The absolute path of the file.
  package var path: String
  package var digest: Digest

  /// The content's size in bytes.
  package var byteCount: Int

  package init(path: String, digest: Digest, byteCount: Int) {
    self.path = path
    self.digest = digest
    self.byteCount = byteCount
  }
}

/// A file outside the store with the digest that its content had before the step began.
package struct ContentFile: Hashable, Sendable {
  package var path: String
  package var digest: Digest

  package init(path: String, digest: Digest) {
    self.path = path
    self.digest = digest
  }
}

/// How far a step is.
package struct StepProgress: Hashable, Sendable {
  /// The part that is done, from 0 to 1, where it is known.
  package var fraction: Double?

  /// What is being done, such as `epoch 3 of 10`.
  package var detail: String

  /// An estimate of the time left, where there is one.
  package var secondsLeft: Double?

  package init(fraction: Double? = nil, detail: String, secondsLeft: Double? = nil) {
    self.fraction = fraction
    self.detail = detail
    self.secondsLeft = secondsLeft
  }
}
