/// What a provider says when it cannot do what was asked.
package enum ProviderError: Error, Hashable, Sendable {
  /// The request is wrong and would be refused again: a sentence that says what to change.
  case rejected(String)

  /// The provider has no job of this name.
  case unknownJob(RemoteJobID)

  /// A job ended without a model.
  case jobFailed(String)

  /// A job ended with a model, and the provider does not say what it is called.
  case unnamedModel(String)

  /// The provider offers no such thing.
  case unsupported(String)

  /// A file that the provider reads or writes on this machine is damaged or cannot be used.
  case file(path: String, problem: String)

  /// Nobody answered at the address.
  case unreachable(address: String, problem: String)

  /// The key is missing, wrong or not allowed to do this.
  case denied(String)

  /// Something is used up: money, a day's jobs; it works again when that has changed.
  case exhausted(String)

  /// The account has as many jobs as it may have at once; it works again when one has ended.
  case full(String)

  /// The service is overloaded or failing, and repeated requests did not help.
  case unavailable(String)

  /// An answer is not what the service's API says.
  case unreadable(String)

  /// A paid request left and it is not known whether it was carried out; the next run looks first.
  case uncertain(String)

  /// The task was cancelled while waiting.
  case cancelled
}

extension ProviderError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .rejected(let sentence): sentence
    case .unknownJob(let id): "the provider knows no job '\(id.rawValue)'"
    case .jobFailed(let sentence): "the job failed: \(sentence)"
    case .unsupported(let sentence): sentence
    case .file(let path, let problem): "'\(path)': \(problem)"
    case .unreachable(let address, let problem): "no answer from \(address): \(problem)"
    case .denied(let sentence), .exhausted(let sentence), .full(let sentence),
      .unavailable(let sentence), .unnamedModel(let sentence), .unreadable(let sentence),
      .uncertain(let sentence):
      sentence
    case .cancelled: "cancelled"
    }
  }
}
