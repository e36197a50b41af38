#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// A thread of the operating system, away from those that tasks share.
package enum SystemThread {
  /// The stack that matrix libraries expect; secondary threads get much less on some systems.
  private static let stackSize = 8 << 20

  /// Carries a closure through the C call that starts a thread.
  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }

    /// Runs the closure that a thread gets, and lets go of it; the pointer is optional on Linux alone.
    static func run(_ body: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
      if let body { Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run() }
      return nil
    }
  }

  /// What work returns that waits, or nil where no thread could be made for it.
  package static func result<Value: Sendable>(
    of work: @escaping @Sendable () -> Value
  ) async -> Value? {
    await withCheckedContinuation { continuation in
      if start({ continuation.resume(returning: work()) }) != nil {
        continuation.resume(returning: nil)
      }
    }
  }

  /// Starts a thread that nobody waits for and that gets none of the program's signals: those of
  /// connections that the other side closed least of all.
  ///
  /// - Returns: What the system says if there can be no thread, else nil.
  package static func start(_ work: @escaping @Sendable () -> Void) -> Errno? {
    // A thread begins with the signals blocked that its maker blocks.
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, stackSize)
    let body = Unmanaged.passRetained(Body(work))
    #if canImport(Glibc)
    var thread = pthread_t()
    #else
    var thread: pthread_t?
    #endif
    let code = pthread_create(&thread, &attributes, { Body.run($0) }, body.toOpaque())
    guard code != 0 else { return nil }
    body.release()
    return Errno(rawValue: code)
  }
}
