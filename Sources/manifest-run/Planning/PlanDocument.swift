import Engine

extension PlanForecast {
  /// What `plan --json` prints.
  var document: JSONObject {
    let bills = costs.bills
    return [
      "format_version": 1,
      "steps": states.map { step -> JSONObject in
        [
          "id": step.id,
          "kind": step.kind,
          // `reused`, `will-run`, `will-attach` or `depends`.
          "state": step.state.name,
          // Why, as a sentence and as data.
          "reason": "\(step.state)",
          "because": step.state.document,
          // The shared cache that the outputs come from; absent where this workspace made them.
          "source": step.state.origin?.document,
          // The digest of the cache key; absent as long as an input is not known.
          "key": step.key?.digest,
          // How long it is expected to take; absent where it is reused or nothing is known.
          "expected_time": durations[step.id]?.document,
          // What it is expected to cost; absent where it is reused or costs nothing.
          "expected_cost": bills[step.id]?.document,
        ]
      },
      // The work of the steps that would run: summed up, not by the clock.
      "expected": [
        // In seconds: of the steps that will run, and with those that depend.
        "seconds_of_work": seconds,
        "seconds_of_work_at_most": secondsAtMost,
        // The steps that are not reused and have no estimate.
        "without_estimate": withoutEstimate,
        // What the steps that will run are expected to cost, and with those that depend, by currency.
        "cost": costs.sure,
        "cost_at_most": costs.atMost,
        // The steps that are not reused and of which it is not known what they cost.
        "without_price": costs.unpriced.count,
        // What was paid in earlier runs for the same steps, by currency.
        "paid_before": costs.paidBefore,
        // About what models take of the disk, in bytes, and what is free; the latter is absent where nothing is needed.
        "disk": disk,
        "disk_free": freeDisk,
        // The most that may be paid with what was paid before; absent where that is not limited.
        "budget": budget,
      ] as JSONObject,
    ]
  }
}

extension DurationEstimate {
  /// The estimate, with the earlier step, the run that made it, and what its time was multiplied by.
  fileprivate var document: JSONObject {
    ["seconds": seconds, "step": step, "run": run, "factor": factor]
  }
}

extension StepState {
  /// The names of the states, in the order in which they are counted.
  static let names = ["reused", "will-run", "will-attach", "depends"]

  /// The state in one word.
  var name: String {
    switch self {
    case .reused: "reused"
    case .willRun: "will-run"
    case .attaches: "will-attach"
    case .depends: "depends"
    }
  }

  /// The shared cache that a reused result comes from.
  fileprivate var origin: RecordOrigin? {
    guard case .reused(let record) = self else { return nil }
    return record.origin
  }
}
