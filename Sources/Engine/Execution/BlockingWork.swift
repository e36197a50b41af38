private import Dispatch
private import Synchronization

/// Runs work that keeps its thread busy or waiting away from the cooperative threads.
///
/// There are only as many of those as processor cores, and while all of them are held, nobody
/// notices an interrupt or draws how far a run is.
package enum BlockingWork {
  /// Runs work on another thread and waits for its result.
  ///
  /// - Parameter work: Gets a function that says whether the waiting task was cancelled.
  /// - Returns: What the work returned; it is waited for even after a cancellation.
  package static func result<Value: Sendable>(
    of work: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) -> Value
  ) async -> Value {
    let flag = Flag()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // A queue of its own gets a thread of its own; the global ones share the threads that
        // tasks run on.
        DispatchQueue(label: "blocking work").async {
          continuation.resume(returning: work { flag.isSet })
        }
      }
    } onCancel: {
      flag.set()
    }
  }

  private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
  }
}
