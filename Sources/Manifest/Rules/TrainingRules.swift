internal import Diagnostics

/// Rules on the keys below `fine-tune` that not all providers have.
struct TrainingRules {
  let format: ManifestFormat

  /// Whether the value at a key path is known to be written nowhere; what is written and wrong is told
  /// where it is read.
  let isMissing: (String) -> Bool

  /// No key is written that the experiment's provider does not have.
  func keysAreTheProviders(_ manifest: ExperimentValues, _ diagnostics: inout DiagnosticList) {
    guard let provider = manifest.value(at: "fine-tune.provider") else { return }
    let known = format.trainingKeys.filter { format.has($0, at: provider.string) }.map(\.name)
    for key in format.trainingKeys where !known.contains(key.name) {
      guard let range = manifest.range(of: "fine-tune.\(key.name)") else { continue }
      diagnostics.append(
        .foreignTrainingKey(key.name, at: range, provider: provider, known: known)
      )
    }
  }

  /// Every key that the experiment's provider must have is written.
  func requiredKeysAreThere(_ manifest: ExperimentValues, _ diagnostics: inout DiagnosticList) {
    guard let provider = manifest.value(at: "fine-tune.provider") else { return }
    func check(_ keys: [Key], below parent: String) {
      for key in keys {
        let path = "\(parent).\(key.name)"
        if case .mapping(let inner) = key.type {
          check(inner, below: path)
        } else if key.isRequired, manifest.value(at: path) == nil, isMissing(path) {
          diagnostics.append(.missingTrainingKey(key, path: path, provider: provider))
        }
      }
    }
    check(format.training(of: provider.string)?.own ?? [], below: "fine-tune")
  }
}
