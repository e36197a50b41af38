internal import Manifest
internal import Providers

/// How many steps experiments ask for together, without the steps.
///
/// A matrix may ask for millions, whose names alone would take gigabytes. Of the steps of one kind,
/// those of experiments that give their ids the same values are counted together, so that what
/// experiments share counts once.
struct StepTally {
  /// The key paths that decide how many steps of each kind an experiment has.
  private static let sizePaths = [
    "fine-tune.provider", "fine-tune.models", "fine-tune.seeds", "evaluate.splits",
  ]

  private let experiments: Manifest.Experiments
  private let sizes: Manifest.Experiments.Grouping

  /// How a model's data is laid out, by the experiment and the model's name.
  private let layout: (Manifest.Experiment, String) -> DataLayout

  init(
    _ experiments: Manifest.Experiments,
    layout: @escaping (Manifest.Experiment, String) -> DataLayout
  ) {
    self.experiments = experiments
    self.layout = layout
    sizes = experiments.grouping { path in
      Self.sizePaths.contains { KeyPath.isOneOnTheWay(to: $0, path) }
    }
  }

  /// How many steps of a kind there are.
  func count(of kind: Kind) -> Int {
    let names = experiments.grouping(where: kind.names)
    guard !sizes.isConstant else {
      let groups = names.isConstant ? 1 : Set(experiments.indices.map(names.key)).count
      return groups * steps(kind, of: experiments.prefix(1))
    }
    var known: [[Int32]: Int] = [:]
    return members(names)[...].runs { $0.names == $1.names }.reduce(0) { sum, group in
      let firsts = group.runs { $0.sizes == $1.sizes }.compactMap(\.first)
      let sizes = firsts.map(\.sizes)
      let count = known[sizes] ?? steps(kind, of: firsts.map { experiments[$0.index] })
      known[sizes] = count
      return sum + count
    }
  }

  /// An experiment and the groups that it is in, all by numbers.
  private struct Member {
    var names: Int32
    var sizes: Int32
    var index: Int
  }

  /// The experiments, those of one name together and among them those of one size.
  private func members(_ names: Manifest.Experiments.Grouping) -> [Member] {
    var numbers = (names: Numbers(), sizes: Numbers())
    let members = experiments.indices.map { index in
      Member(
        names: numbers.names.number(of: names.key(ofExperimentAt: index)),
        sizes: numbers.sizes.number(of: sizes.key(ofExperimentAt: index)),
        index: index
      )
    }
    return members.sorted { ($0.names, $0.sizes) < ($1.names, $1.sizes) }
  }

  /// Numbers groups in the order in which they are met.
  private struct Numbers {
    private var known: [Manifest.Experiments.Grouping.Key: Int32] = [:]

    mutating func number(of key: Manifest.Experiments.Grouping.Key) -> Int32 {
      if let number = known[key] { return number }
      let number = Int32(known.count)
      known[key] = number
      return number
    }
  }

  /// How many steps of a kind experiments have that give their ids the same values.
  private func steps(_ kind: Kind, of experiments: some Sequence<Manifest.Experiment>) -> Int {
    switch kind {
    case .generate, .report:
      return 1
    case .upload:
      let layouts = experiments.flatMap { experiment in
        experiment.fineTune.models.map { layout(experiment, $0) }
      }
      // Two files, and for conversations the step that makes them.
      return Set(layouts).reduce(0) { $0 + ($1 == .completion ? 2 : 3) }
    case .fineTune:
      return trainings(of: experiments).values.reduce(0) { $0 + Set($1.keys.joined()).count }
    case .evaluate:
      return trainings(of: experiments).values.reduce(0) { sum, splits in
        // Where all have the same seeds, each seed has all the splits.
        if let first = splits.first, splits.count == 1 {
          return sum + first.key.count * first.value.count
        }
        let pairs = splits.flatMap { seeds, splits in
          seeds.flatMap { seed in splits.map { Evaluation(seed: seed, split: $0) } }
        }
        return sum + Set(pairs).count
      }
    }
  }

  /// What tells evaluations of one model apart.
  private struct Evaluation: Hashable {
    var seed: Int
    var split: Manifest.Split
  }

  /// For each model the lists of seeds that it is tuned with, each with the splits that follow.
  private func trainings(
    of experiments: some Sequence<Manifest.Experiment>
  ) -> [String: [[Int]: Set<Manifest.Split>]] {
    var trainings: [String: [[Int]: Set<Manifest.Split>]] = [:]
    for experiment in experiments {
      let (seeds, splits) = (experiment.fineTune.seeds, experiment.evaluate.splits)
      for model in experiment.fineTune.models {
        trainings[model, default: [:]][seeds, default: []].formUnion(splits)
      }
    }
    return trainings
  }
}

extension ArraySlice {
  /// The slices of neighbours that belong together.
  fileprivate func runs(_ areTogether: (Element, Element) -> Bool) -> [ArraySlice] {
    var runs: [ArraySlice] = []
    var start = startIndex
    for index in indices.dropFirst() where !areTogether(self[index - 1], self[index]) {
      runs.append(self[start..<index])
      start = index
    }
    return isEmpty ? runs : runs + [self[start...]]
  }
}
