import Engine

/// How far a run is, by its events.
struct RunProgress {
  /// Where one step is.
  enum State: Equatable {
    case waiting
    case running(since: Double)
    case ended(String)
  }

  struct Step {
    var id: String
    var kind: String

    /// The places of the steps that it reads.
    var reads: [Int]
    var state = State.waiting

    /// What it told last, with the part that is done and the estimate of the seconds left.
    var detail: String?
    var fraction: Double?
    var secondsLeft: Double?

    /// Why it failed or was skipped.
    var reason: String?

    /// The state in a word.
    ///
    /// In a run that is over, a step that its events do not see end never will.
    func word(in status: RunStatus) -> String {
      switch state {
      case .ended(let outcome): outcome
      case .running where status == .running: "running"
      case .waiting where status == .running: "waiting"
      case .running, .waiting: "not-ended"
      }
    }
  }

  private(set) var steps: [Step] = []

  /// What was said at the end of the run; nil before it.
  private(set) var outcome: String?
  private var places: [String: Int] = [:]

  /// Takes note of what happened.
  mutating func note(_ event: LoggedEvent) {
    switch event.event {
    case "run-started":
      steps = (event.steps ?? []).map { Step(id: $0.id, kind: $0.kind, reads: $0.reads ?? []) }
      places = Dictionary(steps.enumerated().map { ($1.id, $0) }) { first, _ in first }
    case "run-ended": outcome = event.outcome
    default:
      guard let place = event.step.flatMap({ places[$0] }) else { return }
      note(event, at: place)
    }
  }

  private mutating func note(_ event: LoggedEvent, at place: Int) {
    switch event.event {
    case "step-started": steps[place].state = .running(since: event.at)
    case "progress":
      steps[place].detail = event.detail
      steps[place].fraction = event.fraction
      steps[place].secondsLeft = event.secondsLeft
    // What a step says before it starts is why it waits, and what it says then stands beside its
    // progress.
    case "note": steps[place].detail = event.text
    case "step-ended":
      steps[place].state = .ended(event.outcome ?? "ended")
      steps[place].reason = event.reason
    default: break
    }
  }

  /// The places of the running steps, in the order of the plan.
  var running: [Int] {
    steps.indices.filter { if case .running = steps[$0].state { true } else { false } }
  }

  /// The places of the steps that were not begun, in the order of the plan.
  var waiting: [Int] { steps.indices.filter { steps[$0].state == .waiting } }

  /// How many steps ended in each way.
  var counts: [String: Int] {
    steps.reduce(into: [:]) { counts, step in
      if case .ended(let outcome) = step.state { counts[outcome, default: 0] += 1 }
    }
  }

  /// The steps that a waiting one waits for; none where it could begin.
  func blockers(of place: Int) -> [Int] {
    steps[place].reads.filter { read in
      guard steps.indices.contains(read), case .ended = steps[read].state else { return true }
      return false
    }
  }

  /// The progress of a run by the events that were kept; nil where none were.
  static func read(_ run: RunID, in workspace: Workspace) -> RunProgress? {
    guard let reader = EventReader(of: run, in: workspace) else { return nil }
    var progress = RunProgress()
    for line in reader.next() { progress.note(line.event) }
    return progress
  }
}
