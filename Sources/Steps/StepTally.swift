internal import Manifest
internal import Providers

/// How many steps experiments ask for together, without the steps.
///
/// A matrix may ask for millions, whose names alone would take gigabytes. Steps of one kind are counted
/// together where their ids name the same values, so that what experiments share counts once.
struct StepTally {
  let experiments: [Manifest.Experiment]

  /// How a model's data is laid out.
  let layout: (Manifest.Experiment, String) -> DataLayout

  /// How many steps of a kind there are.
  func count(of kind: Kind) -> Int {
    let groups = Dictionary(grouping: experiments.indices) { index in
      kind.label(of: experiments[index].variant)
    }
    return groups.values.reduce(0) { sum, indices in
      sum + steps(kind, of: indices.lazy.map { experiments[$0] })
    }
  }

  /// How many steps of a kind experiments have whose ids name the same values.
  private func steps(_ kind: Kind, of experiments: some Collection<Manifest.Experiment>) -> Int {
    switch kind {
    case .generate, .report: return 1
    case .upload:
      let layouts = experiments.flatMap { experiment in
        experiment.fineTune.models.map { layout(experiment, $0) }
      }
      // Two files, and for conversations the step that makes them.
      return Set(layouts).reduce(0) { $0 + ($1 == .completion ? 2 : 3) }
    case .fineTune: return evaluatedSplits(experiments).count * seedCount(experiments)
    case .evaluate:
      return evaluatedSplits(experiments).values.reduce(0) { $0 + $1.count }
        * seedCount(experiments)
    }
  }

  /// The models that are tuned, with the splits that each is asked about.
  private func evaluatedSplits(
    _ experiments: some Collection<Manifest.Experiment>
  ) -> [String: Set<Manifest.Split>] {
    var splits: [String: Set<Manifest.Split>] = [:]
    for experiment in experiments {
      for model in experiment.fineTune.models {
        splits[model, default: []].formUnion(experiment.evaluate.splits)
      }
    }
    return splits
  }

  /// How many seeds each model is tuned with; a matrix varies them with all of `fine-tune` alone, which
  /// ids name.
  private func seedCount(_ experiments: some Collection<Manifest.Experiment>) -> Int {
    experiments.first?.fineTune.seeds.count ?? 0
  }
}
