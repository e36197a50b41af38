import Diagnostics
import Engine
import Report
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
  private let terminal: TerminalCapabilities
  private let clock = ContinuousClock()
  private let state = Mutex(State())

  /// - Parameters:
  ///   - display: How much is told.
  ///   - terminal: What the terminal behind standard error can do.
  init(display: DisplayOptions, terminal: TerminalCapabilities) {
    style = TerminalStyle(usesColor: display.usesColor(on: terminal))
    isVerbose = display.verbose
    self.terminal = terminal
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
    var output = TerminalStyle.clearing(state.drawnLines)
    output += lines.map { $0 + "\n" }.joined()
    let bottom = isLast ? [] : bottomLines(state)
    output += bottom.map { $0 + "\n" }.joined()
    state.drawnLines = bottom.count
    if !output.isEmpty { Terminal.printMessage(output) }
  }

  /// A line for each running step, as many as the terminal has room for, and the count below.
  private func bottomLines(_ state: State) -> [String] {
    guard !state.running.isEmpty else { return [] }
    let (columns, rows) = terminal.messageSize()
    let shown = state.running.prefix(max(1, rows - 3))
    let nameWidth = shown.map(\.step.rawValue.count).max() ?? 0
    let lines = shown.map { line(for: $0, nameWidth: nameWidth, frame: state.frame, columns) }
    let hidden = state.running.count - shown.count
    let more = hidden > 0 ? ", \(hidden) more running" : ""
    return lines + [style.dim((footer(state) + more).clippedToWidth(max(20, columns - 1)))]
  }

  private func footer(_ state: State) -> String {
    let reused = state.reused > 0 ? ", \(state.reused) of them reused" : ""
    return "  \(state.ended) of \(state.total) steps done\(reused)"
  }

  private func line(for running: Running, nameWidth: Int, frame: Int, _ width: Int) -> String {
    let name = running.step.rawValue.padded(to: nameWidth)
    let spinner = TerminalStyle.spinner[frame % TerminalStyle.spinner.count]
    let elapsed = Double((clock.now - running.started).components.seconds)
    var tail: [String] = []
    if let progress = running.progress {
      if let fraction = progress.fraction { tail.append(ProgressBar.text(fraction)) }
      if let left = progress.secondsLeft { tail.append("\(Decimals.duration(left)) left") }
      if progress.secondsLeft == nil { tail.append(Decimals.duration(elapsed)) }
      tail.append(progress.detail)
    } else {
      tail.append(Decimals.duration(elapsed))
    }
    let text = "  \(spinner) \(name)  " + tail.joined(separator: "  ")
    return text.clippedToWidth(max(20, width - 1))
  }
}
