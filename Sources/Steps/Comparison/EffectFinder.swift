internal import Engine
internal import Manifest
internal import Providers
internal import System

/// Finds out what a difference changes by making it alone and looking at the steps' cache keys.
///
/// No list says which key matters for what: a key that is in no step's key changes nothing.
struct EffectFinder {
  let providers: [any Provider]

  /// Where the content of files is that manifests name, by the names' paths.
  let files: [String: String]

  private var forecast = KeyForecast()

  init(providers: [any Provider], files: [String: String]) {
    self.providers = providers
    self.files = files
  }

  /// What a difference between two manifests changes.
  ///
  /// It is made in both directions, since a value may matter only together with what else changed.
  ///
  /// - Throws: `FileSystemError` where a pairs file cannot be read.
  mutating func effect(
    of subject: ManifestDifference.Subject,
    between a: Manifest,
    and b: Manifest
  ) throws(FileSystemError) -> Effect {
    let forward = try effect(of: a.substitutions(of: subject, from: b))
    guard forward < .data else { return forward }
    return max(forward, try effect(of: b.substitutions(of: subject, from: a)))
  }

  /// The content of a pairs file; nil for built-in pairs.
  ///
  /// - Throws: `FileSystemError` where it cannot be read.
  mutating func content(of pairs: Manifest.PairsOrigin) throws(FileSystemError) -> Digest? {
    guard case .file(_, let path) = pairs.relocated(files) else { return nil }
    return try forecast.digest(ofFile: path)
  }

  private mutating func effect(
    of substitutions: [Substitution]
  ) throws(FileSystemError) -> Effect {
    var effect = Effect.nothing
    for substitution in substitutions {
      let before = try ownKeys(substitution.before)
      let after = try ownKeys(substitution.after)
      let changed =
        before.keys.filter { after[$0] == nil } + after.keys.filter { before[$0] == nil }
      for key in changed { effect = max(effect, before[key] ?? after[key] ?? .nothing) }
      guard effect < .data else { break }
    }
    return effect
  }

  /// What the steps of experiments say themselves, without what follows from other steps.
  private mutating func ownKeys(
    _ experiments: [Manifest.Experiment]
  ) throws(FileSystemError) -> [Digest: Effect] {
    var keys: [Digest: Effect] = [:]
    for experiment in experiments {
      for step in steps(of: experiment) {
        keys[try forecast.ownKey(of: step).digest] = Kind(rawValue: step.kind.rawValue)?.effect
      }
    }
    return keys
  }

  private func steps(of experiment: Manifest.Experiment) -> [StepSpec] {
    let name = experiment.fineTune.provider
    guard let provider = providers.first(where: { $0.identity.name == name }) else { return [] }
    var experiment = experiment
    experiment.dataset.pairs = experiment.dataset.pairs.relocated(files)
    var steps = StepList()
    _ = ExperimentExpansion(experiment: experiment, provider: provider).append(to: &steps)
    return steps.all
  }
}
