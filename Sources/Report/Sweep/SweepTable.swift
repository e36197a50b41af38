internal import Metrics

extension Sweep {
  /// A row for each experiment, the highest first.
  package var table: Table<Experiment> {
    let metric = metric
    let single = experiments.allSatisfy { $0.seeds < 2 }
    let range = single ? metric.interval ?? "interval" : "lowest–highest run"
    let model = Column<Experiment>(
      "model",
      isShown: { Set($0.map(\.modelName)).count > 1 },
      value: { .text($0.modelName) }
    )
    let experiment = Column<Experiment>(
      "experiment",
      text: { $0.variant.listed + ($0.isBest ? "  best" : "") },
      value: { .mapping($0.variant) }
    )
    let seeds = Column<Experiment>(
      "seeds",
      .right,
      isShown: { $0.contains { $0.seeds > 1 } },
      value: { .integer($0.seeds) }
    )
    let values = splits.enumerated().flatMap { place, split in
      [
        Column<Experiment>(
          split,
          .right,
          text: { $0.cell(on: split, metric)?.text ?? "" },
          value: { $0.value(on: split).map { .number($0) } ?? .absent }
        ),
        Column<Experiment>(
          range,
          key: "\(split)-range",
          // The first split is what the experiment is about.
          leavingRank: place == 0 ? 1 : 2,
          isShown: { $0.contains { !$0.range(on: split, metric).isEmpty } },
          value: { .text($0.range(on: split, metric)) }
        ),
      ]
    }
    return Table([model, experiment, seeds] + values, of: experiments)
  }

  /// What the table shows, in words.
  package var heading: String {
    let most = experiments.map(\.seeds).max() ?? 0
    return metric.heading + (most > 1 ? ", mean over the seeds" : "")
  }
}
