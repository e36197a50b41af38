package import Engine

/// The kinds of step that a manifest expands into.
package enum Kind: String, CaseIterable, Sendable {
  /// Makes the data files from the pairs.
  case generate

  /// Hands one data file to the provider.
  case upload

  /// Tunes one model with one seed.
  case fineTune = "fine-tune"

  /// Asks one tuned model about one split.
  case evaluate

  /// Puts all evaluations into tables.
  case report

  /// The kind as the engine sees it.
  package var stepKind: StepKind { StepKind(rawValue: rawValue) }
}

/// Ordered as experiments do them: a step reads only steps of earlier kinds.
extension Kind: Comparable {
  package static func < (first: Kind, second: Kind) -> Bool { first.place < second.place }

  private var place: Int {
    switch self {
    case .generate: 0
    case .upload: 1
    case .fineTune: 2
    case .evaluate: 3
    case .report: 4
    }
  }
}

extension PoolName {
  /// Short work on this machine.
  package static let files = PoolName(rawValue: "files")

  /// Work that keeps a processor core of this machine busy.
  package static let cores = PoolName(rawValue: "cores")

  /// Requests to a provider elsewhere, in the name of an account.
  package static func provider(_ name: String, account: String) -> PoolName {
    PoolName(rawValue: account.isEmpty ? "provider:\(name)" : "provider:\(name):\(account)")
  }
}
