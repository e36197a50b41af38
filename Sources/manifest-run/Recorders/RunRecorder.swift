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
