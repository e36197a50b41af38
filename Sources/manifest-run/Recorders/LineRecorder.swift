import Diagnostics
import Engine
import Report
import Steps
import Synchronization

/// Shows a run as lines, for logs and pipes: one line an event.
final class LineRecorder: RunRecorder {
  private let isVerbose: Bool

  /// The tenths of each running step that were printed.
  private let printedTenths = Mutex<[StepID: Int]>([:])

  init(isVerbose: Bool) {
    self.isVerbose = isVerbose
  }

  func record(_ event: RunEvent) {
    guard let line = line(event) else { return }
    Terminal.printMessage(line + "\n")
  }

  private func line(_ event: RunEvent) -> String? {
    switch event.kind {
    case .runStarted(let run, let steps):
      return "run \(run): \(Decimals.counted(steps.count, "step"))"
    case .stepStarted(let reason):
      return event.step.map { "\($0)  started" + (isVerbose ? " (\(reason))" : "") }
    case .stepProgress(let progress):
      return event.step.flatMap { self.progress(progress, of: $0) }
    case .stepNote(let sentence):
      return isVerbose ? event.step.map { "\($0)  \(TerminalText.escaped(sentence))" } : nil
    case .stepWaits(let sentence):
      return event.step.map { "\($0)  \(TerminalText.escaped(sentence))" }
    case .warning(let sentence):
      return "warning: \(TerminalText.escaped(sentence))"
    case .stepEnded(let outcome):
      guard let step = event.step, outcome != .reused || isVerbose else { return nil }
      return EventText.ending(step, outcome, seconds: event.result?.seconds ?? 0).text
    case .runEnded:
      return nil
    }
  }

  /// A line for every tenth of a step that has a measure of how far it is.
  private func progress(_ progress: StepProgress, of step: StepID) -> String? {
    guard let fraction = progress.fraction else { return nil }
    let tenth = Int(fraction * 10)
    let isNews = printedTenths.withLock { printed in
      guard tenth > printed[step, default: 0] else { return false }
      printed[step] = tenth
      return true
    }
    return isNews || isVerbose ? "\(step)  \(tenth * 10) %  \(progress.detail)" : nil
  }
}
