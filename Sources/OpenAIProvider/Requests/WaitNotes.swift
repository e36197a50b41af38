internal import Providers
private import Synchronization

/// Tells what is waited for: once for each thing, and then seldom.
///
/// All requests of one step share it, so that many that wait for the same thing tell it once.
final class WaitNotes: Sendable {
  /// How long nothing more is told of the same wait, in seconds, at first and at most.
  private static let pauses = 60.0...3600.0

  private struct Told {
    var last: Double
    var pause: Double
  }

  private let tell: @Sendable (ProviderNote) -> Void
  private let told = Mutex<[String: Told]>([:])

  init(_ tell: @escaping @Sendable (ProviderNote) -> Void = { _ in }) {
    self.tell = tell
  }

  /// Tells a wait, unless the same was told a moment ago.
  ///
  /// - Parameters:
  ///   - subject: What is waited for, by which waits are told apart.
  ///   - now: In seconds since 1970.
  ///   - sentence: What is waited for, why, and for how long.
  func wait(for subject: String, now: Double, _ sentence: @autoclosure () -> String) {
    let isNews = told.withLock { told in
      guard let earlier = told[subject] else {
        told[subject] = Told(last: now, pause: Self.pauses.lowerBound)
        return true
      }
      guard now - earlier.last >= earlier.pause else { return false }
      told[subject] = Told(last: now, pause: min(earlier.pause * 2, Self.pauses.upperBound))
      return true
    }
    if isNews { tell(.wait(sentence())) }
  }

  /// Tells once that something went wrong that fails nothing.
  func warn(about subject: String, _ sentence: @autoclosure () -> String) {
    let isNews = told.withLock { told in
      told.updateValue(Told(last: 0, pause: .infinity), forKey: subject) == nil
    }
    if isNews { tell(.warning(sentence())) }
  }
}
