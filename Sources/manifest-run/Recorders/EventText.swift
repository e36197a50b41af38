import Engine
import Report
import Steps

/// The words for events.
enum EventText {
  /// A mark and the words for a step's end.
  static func ending(_ step: StepID, _ outcome: StepOutcome, seconds: Double) -> (
    mark: String, text: String
  ) {
    switch outcome {
    case .built: ("✓", "\(step)  \(Decimals.duration(seconds))")
    case .reused: ("·", "\(step)  reused")
    case .failed: ("✗", "\(step)  failed")
    case .skipped(let reason): ("–", "\(step)  skipped: \(reason)")
    case .waiting(let reason): ("…", "\(step)  waiting: \(reason)")
    }
  }
}
