#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A thread of the operating system.
enum SystemThread {
  /// The stack that matrix libraries expect; secondary threads get much less on some systems.
  private static let stackSize = 8 << 20

  /// Carries a closure through the C call that starts a thread.
  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }

  /// Starts a thread that nobody waits for; matrix products in it use that thread alone.
  ///
  /// - Returns: What the system says if there can be no thread, else nil.
  static func start(_ work: @escaping @Sendable () -> Void) -> String? {
    let body = Body {
      MatrixProduct.useOnlyCallingThread()
      work()
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, stackSize)
    let argument = Unmanaged.passRetained(body)
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
