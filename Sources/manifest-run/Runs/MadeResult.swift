import Engine
import Report
import Steps

/// A result in the run that made it, or a run without any: a line of `list --csv`.
struct MadeResult {
  var run: ListedRun
  var result: Measurement?

  /// The run that asked the model; nil where that is not known any more.
  var madeIn: RunID?

  /// What tuning the model and asking it took, in seconds, where that was recorded.
  var seconds: Double?

  /// The results of runs, each once: in the run that made it or, where that is not among these, in the first that
  /// used it.
  ///
  /// - Parameters:
  ///   - runs: The runs, newest first.
  ///   - workspace: Where they are.
  /// - Returns: The results in the order of the runs; a run that measured nothing has a line of its own.
  /// - Throws: An error where the workspace cannot be read.
  static func all(
    of runs: [ListedRun],
    in workspace: Workspace
  ) throws(WorkspaceError) -> [MadeResult] {
    var made: [MadeResult] = []
    var places: [Identity: Int] = [:]
    for run in runs.reversed() {
      guard !run.matching.isEmpty else {
        made.append(MadeResult(run: run))
        continue
      }
      let keys = Dictionary(try workspace.steps(of: run.run.id).map { ($0.step.rawValue, $0.key) })
      {
        first,
        _ in first
      }
      for result in run.matching {
        let key = keys[result.steps.evaluate] ?? nil
        let madeIn = try key.flatMap { key throws(WorkspaceError) in try workspace.record(of: key)
        }?.run
        let found = MadeResult(
          run: run,
          result: result,
          madeIn: madeIn,
          seconds: run.seconds(of: result)
        )
        let identity = Identity(run: key == nil ? run.run.id : nil, key: key, result)
        if let place = places[identity] {
          if madeIn == run.run.id { made[place] = found }
        } else {
          places[identity] = made.count
          made.append(found)
        }
      }
    }
    // Rows of a newer run come first, and those of one run in the order of its results.
    let order = Dictionary(runs.enumerated().map { ($1.run.id, $0) }) { first, _ in first }
    return made.enumerated().sorted {
      (order[$0.element.run.run.id] ?? 0, $0.offset) < (
        order[$1.element.run.run.id] ?? 0, $1.offset
      )
    }.map(\.element)
  }

  /// What makes two results the same one.
  private struct Identity: Hashable {
    /// The run, where it is not known what was asked.
    var run: RunID?

    /// The key of the evaluation.
    var key: Digest?
    var metric: String
    var subtracted: String?

    init(run: RunID?, key: Digest?, _ result: Measurement) {
      (self.run, self.key) = (run, key)
      (metric, subtracted) = (result.metric, result.subtracted)
    }
  }
}

extension ListedRun {
  fileprivate func seconds(of result: Measurement) -> Double? {
    let steps = [result.steps.fineTune, result.steps.evaluate].compactMap { seconds[$0] }
    return steps.count == 2 ? steps[0] + steps[1] : nil
  }
}
