import Diagnostics
import Engine

/// The states of a manifest's steps as lines, with what is being made just now.
struct StepStatesText {
  let style: TerminalStyle

  func text(_ states: [PlannedStep], _ progress: StepsInProgress) -> String {
    let names = states.map { TerminalText.escaped($0.id.rawValue) }
    let width = names.map(\.count).max() ?? 0
    let lines = zip(states, names).map { step, name in
      let making = progress[step.id]
      let state = making == nil ? step.state.name : "running"
      let padding = String(repeating: " ", count: width - name.count)
      let gap = String(repeating: " ", count: max(0, "will-run".count - state.count))
      let reason = making.map(Self.words) ?? "\(step.state)"
      return "\(name)\(padding)  \(colored(state))\(gap)  \(TerminalText.escaped(reason))\n"
    }
    return lines.joined()
  }

  private func colored(_ state: String) -> String {
    switch state {
    case "reused": style.good(state)
    case "depends": style.dim(state)
    default: state
    }
  }

  private static func words(_ making: StepsInProgress.Making) -> String {
    let share = making.fraction.map { "\(Int($0 * 100)) %" }
    let place = making.run.map { "in run \($0)" } ?? "in a run of another manifest"
    return [place, share, making.detail].compactMap { $0 }.joined(separator: "  ")
  }
}

/// What `status FILE --json` prints.
struct StepStatesDocument: Encodable {
  struct Step: Encodable {
    var id: String
    var kind: String

    /// What a run would do with it.
    var state: String
    var reason: String

    /// Whether somebody makes it just now.
    var running: Bool

    /// The run that makes it, where it is one of this manifest.
    var run: Int?
    var fraction: Double?
    var detail: String?
  }

  let formatVersion = 1
  let steps: [Step]

  init(_ states: [PlannedStep], _ progress: StepsInProgress) {
    steps = states.map { step in
      let making = progress[step.id]
      return Step(
        id: step.id.rawValue,
        kind: step.kind.rawValue,
        state: step.state.name,
        reason: "\(step.state)",
        running: making != nil,
        run: making?.run?.rawValue,
        fraction: making?.fraction,
        detail: making?.detail
      )
    }
  }

  enum CodingKeys: String, CodingKey {
    case formatVersion = "format_version"
    case steps
  }
}
