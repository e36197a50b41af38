internal import Providers
private import Synchronization

/// Reports what requests wait for: each thing once, and again after growing pauses.
///
/// All requests of one step share it, so that those which wait for the same thing report it once.
final class WaitReporter: Sendable {
  /// The first and the longest pause between two reports of the same wait, in seconds.
  private static let pauses = 60.0...3600.0

  private struct Report {
    /// When it was made last, in seconds since 1970.
    var last: Double

    /// The seconds until the next one.
    var pause: Double
  }

  private let onNote: @Sendable (ProviderNote) -> Void
  private let reports = Mutex<[String: Report]>([:])

  init(_ onNote: @escaping @Sendable (ProviderNote) -> Void = { _ in }) {
    self.onNote = onNote
  }

  /// Reports a wait, unless the same was reported a moment ago.
  ///
  /// - Parameters:
  ///   - subject: What is waited for; waits of one subject are the same.
  ///   - now: In seconds since 1970.
  ///   - sentence: What is waited for, why, and for how long.
  func wait(for subject: String, now: Double, _ sentence: @autoclosure () -> String) {
    let isNews = reports.withLock { reports in
      guard let earlier = reports[subject] else {
        reports[subject] = Report(last: now, pause: Self.pauses.lowerBound)
        return true
      }
      guard now - earlier.last >= earlier.pause else { return false }
      reports[subject] = Report(last: now, pause: min(earlier.pause * 2, Self.pauses.upperBound))
      return true
    }
    if isNews { onNote(.wait(sentence())) }
  }

  /// Reports once that something went wrong which fails nothing.
  func warn(about subject: String, _ sentence: @autoclosure () -> String) {
    let isNews = reports.withLock { reports in
      reports.updateValue(Report(last: 0, pause: .infinity), forKey: subject) == nil
    }
    if isNews { onNote(.warning(sentence())) }
  }
}
