import Providers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Runs long computations away from the cooperative threads, which must never be kept busy.
enum DedicatedThread {
  /// The stack that matrix libraries expect; secondary threads get much less on some systems.
  private static let stackSize = 8 << 20

  /// Runs work on a new thread and waits for its result without blocking.
  ///
  /// Matrix products of the work use that thread alone. When the waiting task is cancelled, the
  /// flag that the work was given is set; the wait ends when the work has noticed.
  static func run<Value: Sendable>(
    _ work: @escaping @Sendable (CancellationFlag) throws(ProviderError) -> Value
  ) async throws(ProviderError) -> Value {
    let flag = CancellationFlag()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation {
        (continuation: CheckedContinuation<Result<Value, ProviderError>, Never>) in
        let started = start {
          MatrixProduct.useOnlyCallingThread()
          continuation.resume(
            returning: Result { () throws(ProviderError) in
              try flag.check()
              return try work(flag)
            }
          )
        }
        if let problem = started {
          continuation.resume(
            returning: .failure(.jobFailed("no thread could be started: \(problem)"))
          )
        }
      }
    } onCancel: {
      flag.set()
    }
    return try result.get()
  }

  /// Carries a closure through the C call that starts a thread.
  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }

  /// Starts a thread; returns what the system says if it cannot.
  private static func start(_ body: @escaping @Sendable () -> Void) -> String? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, stackSize)
    let argument = Unmanaged.passRetained(Body(body))
    #if canImport(Glibc)
    var thread = pthread_t()
    let status = pthread_create(
      &thread,
      &attributes,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      },
      argument.toOpaque()
    )
    #else
    var thread: pthread_t?
    let status = pthread_create(
      &thread,
      &attributes,
      { argument in
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      },
      argument.toOpaque()
    )
    #endif
    guard status != 0 else { return nil }
    argument.release()
    return String(cString: strerror(status))
  }
}
