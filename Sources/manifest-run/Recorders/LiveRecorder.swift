import Diagnostics
import Engine
import Steps
import Synchronization

/// Shows a run on a terminal: a line for each step that ended, and below them a bar for each step
/// that is running.
final class LiveRecorder: RunRecorder {
  private struct Running {
    var step: StepID
    var started: ContinuousClock.Instant
    var progress: StepProgress?
  }

  private struct State {
    var running: [Running] = []
    var total = 0
    var ended = 0
    var reused = 0

    /// The lines at the bottom of the terminal that are drawn again.
    var drawnLines = 0
    var frame = 0
  }

  private let style: TerminalStyle
  private let isVerbose: Bool
  private let clock = ContinuousClock()
  private let state = Mutex(State())

  init(display: DisplayOptions) {
    style = TerminalStyle(usesColor: display.usesColor)
    isVerbose = display.verbose
  }

  func record(_ event: RunEvent) {
    state.withLock { state in
      switch event.kind {
      case .runStarted(let run, let steps):
        state.total = steps.count
        draw(above: [style.dim("run \(run): \(steps.count) steps")], &state)
      case .stepStarted(let reason):
        guard let step = event.step else { return }
        state.running.append(Running(step: step, started: clock.now))
        draw(above: isVerbose ? [style.dim("  \(step): \(reason)")] : [], &state)
      case .stepProgress(let progress):
        guard let index = state.running.firstIndex(where: { $0.step == event.step }) else { return }
        state.running[index].progress = progress
      case .stepNote(let sentence):
        guard isVerbose else { return }
        tell(sentence, of: event, &state)
      case .stepWaits(let sentence):
        tell(sentence, of: event, &state)
      case .warning(let sentence):
        draw(above: ["warning: \(TerminalText.escaped(sentence))"], &state)
      case .stepEnded(let outcome):
        end(event, outcome, &state)
      case .runEnded:
        state.running = []
        draw(above: [], &state, isLast: true)
      }
    }
  }

  func refresh() {
    state.withLock { state in
      state.frame += 1
      draw(above: [], &state)
    }
  }

  private func tell(_ sentence: String, of event: RunEvent, _ state: inout State) {
    guard let step = event.step else { return }
    draw(above: [style.dim("  \(step): \(TerminalText.escaped(sentence))")], &state)
  }

  private func end(_ event: RunEvent, _ outcome: StepOutcome, _ state: inout State) {
    guard let step = event.step else { return }
    state.running.removeAll { $0.step == step }
    state.ended += 1
    if outcome == .reused {
      state.reused += 1
      guard isVerbose else { return }
    }
    let (mark, text) = EventText.ending(step, outcome, seconds: event.result?.seconds ?? 0)
    let line: String
    switch outcome {
    case .built: line = "  \(style.good(mark)) \(text)"
    case .failed: line = "  \(style.bad(mark)) \(text)"
    case .reused, .skipped, .waiting: line = style.dim("  \(mark) \(text)")
    }
    draw(above: [line], &state)
  }

  /// Writes lines that stay, and the running steps below them in place of those drawn before.
  private func draw(above lines: [String], _ state: inout State, isLast: Bool = false) {
    var output = state.drawnLines > 0 ? "\u{1B}[\(state.drawnLines)A\r\u{1B}[J" : ""
    output += lines.map { $0 + "\n" }.joined()
    let bottom = isLast ? [] : bottomLines(state)
    output += bottom.map { $0 + "\n" }.joined()
    state.drawnLines = bottom.count
    if !output.isEmpty { Terminal.printMessage(output) }
  }

  /// A line for each running step, as many as the terminal has room for, and the count below.
  private func bottomLines(_ state: State) -> [String] {
    guard !state.running.isEmpty else { return [] }
    let (columns, rows) = Terminal.size
    let shown = state.running.prefix(max(1, rows - 3))
    let nameWidth = shown.map(\.step.rawValue.count).max() ?? 0
    let lines = shown.map { line(for: $0, nameWidth: nameWidth, frame: state.frame, columns) }
    let hidden = state.running.count - shown.count
    let more = hidden > 0 ? ", \(hidden) more running" : ""
    return lines + [style.dim((footer(state) + more).clipped(to: max(20, columns - 1)))]
  }

  private func footer(_ state: State) -> String {
    let reused = state.reused > 0 ? ", \(state.reused) of them reused" : ""
    return "  \(state.ended) of \(state.total) steps done\(reused)"
  }

  private func line(for running: Running, nameWidth: Int, frame: Int, _ width: Int) -> String {
    let name = running.step.rawValue
    let padded = name + String(repeating: " ", count: nameWidth - name.count)
    let spinner = TerminalStyle.spinner[frame % TerminalStyle.spinner.count]
    let elapsed = Double((clock.now - running.started).components.seconds)
    var tail: [String] = []
    if let progress = running.progress {
      if let fraction = progress.fraction {
        tail.append(ProgressBar.text(fraction, width: 20))
        tail.append("\(Int(fraction * 100))".paddedStart(to: 3) + " %")
      }
      if let left = progress.secondsLeft { tail.append("\(Decimals.duration(left)) left") }
      if progress.secondsLeft == nil { tail.append(Decimals.duration(elapsed)) }
      tail.append(progress.detail)
    } else {
      tail.append(Decimals.duration(elapsed))
    }
    let text = "  \(spinner) \(padded)  " + tail.joined(separator: "  ")
    return text.clipped(to: max(20, width - 1))
  }
}

extension String {
  fileprivate func clipped(to width: Int) -> String {
    count <= width ? self : prefix(width - 1) + "…"
  }

  fileprivate func paddedStart(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
