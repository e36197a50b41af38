package import Engine
internal import Manifest
internal import Report

/// The kinds of step that a manifest expands into, in the order in which experiments do them.
package enum Kind: String, CaseIterable, Sendable {
  /// Makes the data files from the pairs.
  case generate

  /// Hands one data file to the provider.
  case upload

  /// Makes the files of an untuned model where they are not there.
  case prepare

  /// Tunes one model with one seed.
  case fineTune = "fine-tune"

  /// Asks one tuned model about one split.
  case evaluate

  /// Removes the weights of one tuned model, where none are to stay.
  case discard

  /// Puts all evaluations into tables.
  case report

  /// The kind as the engine sees it.
  package var stepKind: StepKind { StepKind(rawValue: rawValue) }
}

/// A step reads only steps of earlier kinds.
extension Kind: Comparable {
  package static func < (first: Kind, second: Kind) -> Bool { first.place < second.place }

  private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension Kind {
  /// What is changed by another step of this kind.
  var effect: Effect {
    switch self {
    case .generate: .data
    case .upload, .prepare, .fineTune: .training
    case .evaluate: .evaluation
    case .discard, .report: .nothing
    }
  }
}

extension Kind {
  /// The matrix values that the ids of the steps of this kind name, as the end of an id: those that the
  /// steps depend on and that are not in their ids by themselves, under short names; empty without any.
  func label(of variant: [Manifest.VariantValue]) -> String {
    let values = variant.filter { names($0.path) }
    guard !values.isEmpty else { return "" }
    let short = ShortNames(of: variant.map(\.path))
    return "[" + values.map { "\(short[$0.path])=\($0.value)" }.joined(separator: ",") + "]"
  }

  /// Whether the ids of the steps of this kind name what a matrix gives to a key path.
  private func names(_ path: String) -> Bool {
    let (prefixes, except) = namedPaths
    return !except.contains(path)
      && prefixes.contains { KeyPaths.overlap($0, path) }
  }

  /// The key paths at, above and below which matrix values are part of a step's id, and those whose
  /// values are in the id by themselves.
  private var namedPaths: (prefixes: [String], except: [String]) {
    switch self {
    case .generate: (["dataset"], [])
    case .upload: (["dataset", "fine-tune.provider"], [])
    case .prepare: (["fine-tune.provider", "fine-tune.revision"], [])
    case .fineTune: (["dataset", "fine-tune"], ["fine-tune.models", "fine-tune.seeds"])
    case .evaluate:
      (
        ["dataset", "fine-tune", "evaluate"],
        ["fine-tune.models", "fine-tune.seeds", "evaluate.splits"]
      )
    case .discard, .report: ([], [])
    }
  }
}

extension PoolName {
  /// Short work on this machine.
  package static let files = PoolName(rawValue: "files")

  /// Work that keeps a processor core of this machine busy.
  package static let cores = PoolName(rawValue: "cores")

  /// Work that keeps an accelerator of this machine busy.
  package static let accelerators = PoolName(rawValue: "accelerators")

  /// Requests to a provider elsewhere, in the name of an account.
  package static func provider(_ name: String, account: String) -> PoolName {
    PoolName(rawValue: account.isEmpty ? "provider:\(name)" : "provider:\(name):\(account)")
  }
}
