private import CCurl

/// Runs work that waits on a thread that is made for it, away from the threads that tasks share.
enum OwnThread {
  private final class Job: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }

  /// What the work returned, or nil where no thread could be made.
  static func result<Value: Sendable>(of work: @escaping @Sendable () -> Value) async -> Value? {
    await withCheckedContinuation { continuation in
      let job = Unmanaged.passRetained(Job { continuation.resume(returning: work()) })
      let code = ccurl_start_thread(
        { Unmanaged<Job>.fromOpaque($0).takeRetainedValue().run() },
        job.toOpaque()
      )
      if code != 0 {
        job.release()
        continuation.resume(returning: nil)
      }
    }
  }
}
