import Diagnostics
import Report
import Steps
import System

/// The lines of a run's events as people read them.
struct EventLineText {
  let style: TerminalStyle

  /// The columns in which the names of steps stand.
  private var nameWidth = 0

  init(style: TerminalStyle) {
    self.style = style
  }

  /// An event as a line without its end; nil where there is nothing to tell of it.
  mutating func line(_ event: LoggedEvent) -> String? {
    if let steps = event.steps { nameWidth = min(60, steps.map(\.id.count).max() ?? 0) }
    guard let words = words(event) else { return nil }
    let time = style.dim(Instant.localTime(event.at))
    guard let step = event.step else { return "\(time)  \(words)" }
    return "\(time)  \(TerminalText.escaped(step).padded(to: nameWidth))  \(words)"
  }

  private func words(_ event: LoggedEvent) -> String? {
    switch event.event {
    case "run-started":
      return "run \(event.run ?? 0) of \(TerminalText.escaped(event.manifest ?? "")): "
        + Decimals.counted(event.steps?.count ?? 0, "step")
    case "step-started": return "started: " + TerminalText.escaped(event.reason ?? "")
    case "progress":
      let share = event.fraction.map { "\(Int($0 * 100)) %" }
      let left = event.secondsLeft.map { "\(Decimals.duration($0)) left" }
      return ([share, event.detail.map(TerminalText.escaped), left] as [String?])
        .compactMap { $0 }.joined(separator: "  ")
    case "note": return TerminalText.escaped(event.text ?? "")
    case "warning": return "warning: " + TerminalText.escaped(event.text ?? "")
    case "step-ended": return ending(event)
    case "run-ended":
      return "run ended: \(TerminalText.escaped(event.outcome ?? "")), after "
        + Decimals.duration(event.seconds ?? 0)
    default: return nil
    }
  }

  private func ending(_ event: LoggedEvent) -> String {
    let outcome = TerminalText.escaped(event.outcome ?? "ended")
    switch event.outcome {
    case "built":
      return style.good(outcome) + (event.seconds.map { "  \(Decimals.duration($0))" } ?? "")
    case "failed":
      let hint = event.hint.map { "  hint: \(TerminalText.escaped($0))" } ?? ""
      return style.bad(outcome) + ": " + TerminalText.escaped(event.reason ?? "") + hint
    default:
      let reason = event.reason.map { ": \(TerminalText.escaped($0))" } ?? ""
      return style.dim(outcome + reason)
    }
  }
}
