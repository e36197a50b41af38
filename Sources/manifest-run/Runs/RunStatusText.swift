import Diagnostics
import Engine
import Report
import Steps
import System

/// A run at one moment as lines for a terminal.
struct RunStatusText {
  /// The most waiting steps that are named where there is no height to fit into.
  private static let mostWaiting = 10

  let style: TerminalStyle

  /// The columns to fit into.
  let width: Int

  /// The lines to fit into; nil where there is no limit.
  let height: Int?
  let now: Double

  /// The lines: what the run is, its running steps, what waits, and the count.
  func lines(_ snapshot: RunSnapshot) -> [String] {
    let progress = snapshot.progress
    var lines = [heading(snapshot)]
    guard snapshot.status == .running else { return lines + [ended(snapshot)] }
    let room = height.map { max(2, $0 - 4) } ?? .max
    let running = progress.running
    let shown = running.prefix(room)
    let names = shown.map { TerminalText.escaped(progress.steps[$0].id) }
    let nameWidth = min(max(20, width / 2), names.map(\.count).max() ?? 0)
    lines += zip(shown, names).map { place, name in
      self.running(progress.steps[place], name.clippedToWidth(nameWidth), nameWidth)
    }
    if running.count > shown.count {
      lines.append("  and \(running.count - shown.count) more running")
    }
    lines += waiting(progress, room: min(Self.mostWaiting, room - shown.count))
    lines.append(style.dim(counts(progress).clippedToWidth(width)))
    return lines
  }

  private func heading(_ snapshot: RunSnapshot) -> String {
    let run = snapshot.run
    let name = "run \(run.id)  \(TerminalText.escaped(run.manifestName))  "
    let since = "begun \(Instant.local(run.started))"
    guard snapshot.status == .running else {
      return name + style.colored(snapshot.status) + "  " + style.dim(since)
    }
    let elapsed = Decimals.duration(max(0, now - run.started))
    return name + style.good("running") + " for \(elapsed)  " + style.dim(since)
  }

  private func running(_ step: RunProgress.Step, _ name: String, _ nameWidth: Int) -> String {
    var parts = ["  " + name.padded(to: nameWidth)]
    if let fraction = step.fraction { parts.append(ProgressBar.text(fraction)) }
    if case .running(let since) = step.state {
      parts.append(Decimals.duration(max(0, now - since)))
    }
    if let left = step.secondsLeft { parts.append("\(Decimals.duration(left)) left") }
    if let detail = step.detail { parts.append(TerminalText.escaped(detail)) }
    return parts.joined(separator: "  ").clippedToWidth(width)
  }

  /// The first waiting steps with what each waits for, and how many more there are.
  private func waiting(_ progress: RunProgress, room: Int) -> [String] {
    let all = progress.waiting
    guard !all.isEmpty, room > 0 else { return [] }
    let shown = all.prefix(room)
    let nameWidth = min(width / 2, shown.map { progress.steps[$0].id.count }.max() ?? 0)
    let lines = shown.map { place in
      let blockers = progress.blockers(of: place).map {
        "'\(TerminalText.escaped(progress.steps[$0].id))'"
      }
      let reason = Self.words(blockers, detail: progress.steps[place].detail)
      let name = TerminalText.escaped(progress.steps[place].id).clippedToWidth(nameWidth)
      return style.dim("  \(name.padded(to: nameWidth))  \(reason)".clippedToWidth(width))
    }
    return lines + (all.count > room ? [style.dim("  and \(all.count - room) more waiting")] : [])
  }

  private static func words(_ blockers: [String], detail: String?) -> String {
    guard !blockers.isEmpty else {
      return "waits for "
        + (detail.map { "another run: \(TerminalText.escaped($0))" } ?? "its turn")
    }
    let more = blockers.count > 2 ? " and \(blockers.count - 2) more" : ""
    return "waits for " + blockers.prefix(2).joined(separator: ", ") + more
  }

  private func counts(_ progress: RunProgress) -> String {
    let ended = RunWords.steps(progress.counts)
    let parts = [
      "\(progress.steps.count) steps", ended.isEmpty ? nil : ended,
      "\(progress.running.count) running", "\(progress.waiting.count) waiting",
    ]
    return "  " + parts.compactMap { $0 }.joined(separator: ", ")
  }

  private func ended(_ snapshot: RunSnapshot) -> String {
    let progress = snapshot.progress
    var parts = [RunWords.steps(progress.counts)].filter { !$0.isEmpty }
    let open = progress.running.count + progress.waiting.count
    if open > 0 { parts.append("\(open) not ended") }
    if let end = snapshot.run.ended {
      parts.append("took \(Decimals.duration(max(0, end - snapshot.run.started)))")
    }
    return style.dim("  " + (parts.isEmpty ? "no steps" : parts.joined(separator: ", ")))
  }
}

extension TerminalStyle {
  /// How a run stands, in its colour.
  func colored(_ status: RunStatus) -> String {
    switch status {
    case .failed, .killed: bad(status.rawValue)
    case .done, .interrupted, .running, .waiting: good(status.rawValue)
    }
  }
}

extension String {
  /// The text, cut at its end where it takes more columns.
  func clippedToWidth(_ width: Int) -> String {
    guard reduce(0, { $0 + TerminalText.width(of: $1) }) > width else { return self }
    var (result, used) = ("", 0)
    for character in self {
      used += TerminalText.width(of: character)
      if used >= width { break }
      result.append(character)
    }
    return result + "…"
  }
}
