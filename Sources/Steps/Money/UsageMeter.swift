internal import Providers
private import Synchronization

/// Adds up what a service says it has counted for the requests of one step.
final class UsageMeter: Sendable {
  /// Tokens of the tuned model and of the untuned one.
  struct Counts: Hashable, Sendable {
    var tuned = TokenUsage(input: 0, output: 0)
    var base = TokenUsage(input: 0, output: 0)
  }

  private struct State {
    var counts = Counts()
    var answers = 0
    var untold = 0
  }

  private let state = Mutex(State())

  /// What was counted; nil where the service has not told of every answer, or there was none.
  var counts: Counts? {
    state.withLock { $0.answers > 0 && $0.untold == 0 ? $0.counts : nil }
  }

  /// Whether any request was answered.
  var hasAnswers: Bool { state.withLock { $0.answers > 0 } }

  /// Notes an answer and what was told of it.
  func note(_ model: ModelReference, _ usage: TokenUsage?) {
    state.withLock { state in
      state.answers += 1
      guard let usage else {
        state.untold += 1
        return
      }
      switch model.stage {
      case .tuned: state.counts.tuned.add(usage)
      case .base: state.counts.base.add(usage)
      }
    }
  }
}

extension TokenUsage {
  fileprivate mutating func add(_ other: TokenUsage) {
    input += other.input
    output += other.output
  }
}
