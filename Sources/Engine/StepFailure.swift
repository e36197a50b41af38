internal import System

/// Why a step could not do its work: what was being done, what went wrong, what helps.
package struct StepFailure: Error, Codable, Hashable, Sendable {
  /// What went wrong, by who has to do something about it.
  package enum Cause: Codable, Hashable, Sendable {
    /// A service refused or failed: its sentence.
    case provider(String)

    /// Nobody answered: the sentence names the address.
    case unreachable(String)

    /// Content is not as it must be; the record counts from 1.
    case data(String, record: Int?)

    /// The work was not asked for, since it would cost more than is allowed.
    case budget(String)

    /// A disk or the workspace's database did not do what was asked.
    case storage(String)

    /// The work was given up because the run was interrupted.
    case cancelled

    /// Nothing went wrong: the step can only be done later, and the run was not to wait for that.
    case waits(WaitReason)
  }

  /// What was being done, as in `uploading 'train.jsonl'`.
  package var activity: String
  package var cause: Cause

  /// What the user can do, as a sentence.
  package var hint: String?

  package init(_ activity: String, _ cause: Cause, hint: String? = nil) {
    self.activity = activity
    self.cause = cause
    self.hint = hint
  }

  /// A failure of the file system while doing something.
  init(writing activity: String, _ error: FileSystemError) {
    self.init(activity, .storage(error.description), hint: error.hint)
  }

  /// Does something with files, and says of what goes wrong what was being done.
  static func writing<Value: ~Copyable>(
    _ activity: String,
    _ body: () throws(FileSystemError) -> Value
  ) throws(StepFailure) -> Value {
    do {
      return try body()
    } catch {
      throw StepFailure(writing: activity, error)
    }
  }

  /// A failure of the workspace while doing something.
  init(_ activity: String, _ error: WorkspaceError) {
    self.init(activity, .storage(error.problem), hint: error.hint)
  }
}

extension StepFailure: CustomStringConvertible {
  /// The failure as one sentence, without the hint.
  package var description: String { "\(activity): \(cause)" }
}

extension StepFailure.Cause: CustomStringConvertible {
  package var description: String {
    switch self {
    case .provider(let sentence), .unreachable(let sentence), .storage(let sentence),
      .budget(let sentence),
      .data(let sentence, record: nil):
      sentence
    case .data(let sentence, record: let record?): "record \(record): \(sentence)"
    case .cancelled: "cancelled"
    case .waits(let reason): reason.description
    }
  }
}
