import Engine
import Providers
import Server

/// An error that says in a sentence what went wrong, and what the user can do about it.
protocol HintedError: Error, CustomStringConvertible {
  var hint: String? { get }

  /// With which status the program ends.
  var status: ExitStatus { get }
}

extension HintedError {
  var hint: String? { nil }
  var status: ExitStatus { .failed }
}

extension WorkspaceError: HintedError {}
extension StepFailure: HintedError {}
extension ServerError: HintedError {}

extension ProviderError: HintedError {
  var status: ExitStatus { isUnreachable ? .unreachable : .failed }

  /// Whether nobody answered, or nobody who could.
  var isUnreachable: Bool {
    switch self {
    case .unreachable, .unavailable: true
    default: false
    }
  }
}

/// Why a command ends without having done what it is for.
struct CommandFailure: HintedError {
  let sentence: String
  let hint: String?
  let status: ExitStatus

  init(_ sentence: String, hint: String? = nil, status: ExitStatus = .failed) {
    self.sentence = sentence
    self.hint = hint
    self.status = status
  }

  var description: String { sentence }
}
