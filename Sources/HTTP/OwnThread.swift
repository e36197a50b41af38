#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

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
      if !start(job) {
        job.release()
        continuation.resume(returning: nil)
      }
    }
  }

  /// Starts a thread that gets none of the program's signals: those of connections that the other side
  /// closed least of all.
  private static func start(_ job: Unmanaged<Job>) -> Bool {
    // A thread begins with the signals blocked that its maker blocks.
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    #if canImport(Glibc)
    var thread = pthread_t()
    let code = pthread_create(
      &thread,
      nil,
      { context in
        if let context { Unmanaged<Job>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      },
      job.toOpaque()
    )
    guard code == 0 else { return false }
    pthread_detach(thread)
    #else
    var thread: pthread_t?
    let code = pthread_create(
      &thread,
      nil,
      { context in
        Unmanaged<Job>.fromOpaque(context).takeRetainedValue().run()
        return nil
      },
      job.toOpaque()
    )
    guard code == 0, let thread else { return false }
    pthread_detach(thread)
    #endif
    return true
  }
}
