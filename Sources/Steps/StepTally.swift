internal import Manifest
internal import Providers

/// How many steps experiments ask for together, without the steps.
///
/// A matrix may ask for more than a million, whose names alone would take hundreds of megabytes, so a
/// number of 64 bits stands for each. That two of a million have the same one, and the count is too
/// low by one, happens in one of ten million calls.
struct StepTally {
  private var numbers: Set<Int> = []

  /// The steps that were counted.
  var count: Int { numbers.count }

  /// Counts the steps of an experiment that no earlier one has.
  mutating func add(_ expansion: ExperimentExpansion) {
    let settings = expansion.experiment.fineTune
    let splits = expansion.experiment.evaluate.splits
    numbers.insert(name(.generate, in: expansion).finalize())
    let upload = name(.upload, in: expansion)
    for layout in Set(settings.models.map { expansion.provider.dataLayout(ofModel: $0) }) {
      var data = upload
      data.combine(layout)
      for file in ["train", "validation"] { add(data, file) }
      // Conversations are made by a step of their own.
      if layout != .completion { add(data, "chat") }
    }
    let (fineTune, evaluate) = (name(.fineTune, in: expansion), name(.evaluate, in: expansion))
    for model in settings.models {
      for seed in settings.seeds {
        var (tuned, asked) = (fineTune, evaluate)
        tuned.combine(model)
        add(tuned, seed)
        asked.combine(model)
        asked.combine(seed)
        for split in splits { add(asked, split) }
      }
    }
  }

  /// What the names of an experiment's steps of a kind have in common.
  private func name(_ kind: Kind, in expansion: ExperimentExpansion) -> Hasher {
    var name = Hasher()
    name.combine(kind)
    name.combine(expansion.values(kind))
    return name
  }

  private mutating func add(_ beginning: Hasher, _ end: some Hashable) {
    var name = beginning
    name.combine(end)
    numbers.insert(name.finalize())
  }
}
