import Engine

/// Shows a run to people while it goes on.
protocol RunRecorder: Sendable {
  /// Takes note of what happened.
  func record(_ event: RunEvent)

  /// Draws what changes by itself, such as the time; called several times a second.
  func refresh()
}

extension RunRecorder {
  func refresh() {}
}

/// Shows nothing.
struct SilentRecorder: RunRecorder {
  func record(_ event: RunEvent) {}
}

/// Passes everything on to several recorders, one after the other.
struct RecorderList: RunRecorder {
  private let recorders: [any RunRecorder]

  init(_ recorders: [any RunRecorder]) {
    self.recorders = recorders
  }

  func record(_ event: RunEvent) {
    for recorder in recorders { recorder.record(event) }
  }

  func refresh() {
    for recorder in recorders { recorder.refresh() }
  }
}
