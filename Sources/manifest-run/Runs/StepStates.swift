import Diagnostics
import Engine

extension [PlannedStep] {
  /// The states of a manifest's steps as lines, with what is being made just now.
  func text(_ progress: StepsInProgress, style: TerminalStyle) -> String {
    let names = map { TerminalText.escaped($0.id.rawValue) }
    let width = names.map(\.count).max() ?? 0
    let lines = zip(self, names).map { step, name in
      let making = progress[step.id]
      let state = making == nil ? step.state.name : "running"
      let gap = state.padded(to: "will-run".count).dropFirst(state.count)
      let reason = making.map(Self.words) ?? "\(step.state)"
      let start = "\(name.padded(to: width))  \(Self.colored(state, style))\(gap)"
      return "\(start)  \(TerminalText.escaped(reason))\n"
    }
    return lines.joined()
  }

  private static func colored(_ state: String, _ style: TerminalStyle) -> String {
    switch state {
    case "reused": style.good(state)
    case "depends": style.dim(state)
    default: state
    }
  }

  private static func words(_ making: StepsInProgress.Progress) -> String {
    let share = making.fraction.map { "\(Int($0 * 100)) %" }
    let place = making.run.map { "in run \($0)" } ?? "in a run of another manifest"
    return [place, share, making.detail].compactMap { $0 }.joined(separator: "  ")
  }
}

extension PlannedStep {
  /// What `status FILE --json` prints of a step.
  ///
  /// - Parameter making: How far it is, where somebody makes it just now.
  /// - Returns: What a run would do with it, and its progress.
  func document(_ making: StepsInProgress.Progress?) -> JSONObject {
    [
      "id": id,
      "kind": kind,
      "state": state.name,
      "reason": "\(state)",
      "running": making != nil,
      // The run that makes it, where it is one of this manifest.
      "run": making?.run,
      "fraction": making?.fraction,
      "detail": making?.detail,
    ]
  }
}
