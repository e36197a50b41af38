/// What a step waits for that its run did not wait for.
package enum WaitReason: Codable, Hashable, Sendable {
  /// Its own work goes on at a provider, under this id there.
  case remoteWork(id: String)

  /// Its own work goes on at a provider, under this id there, for longer than it is waited for; how
  /// long that was, in words.
  case deadline(id: String, String)

  /// Its work cannot begin at the provider yet: why, as a sentence.
  case turn(String)

  /// Another run waits for the same work, and takes its result.
  case anotherRun

  /// It needs, maybe through others, a step that waits.
  case dependency(StepID)
}

extension WaitReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .remoteWork(let id): "the job '\(id)' goes on"
    case .deadline(let id, let time):
      "the job '\(id)' has given no model within \(time), and is waited for no longer"
    case .turn(let sentence): sentence
    case .anotherRun: "another run waits for its job"
    case .dependency(let step): "'\(step)' is not done yet"
    }
  }
}
