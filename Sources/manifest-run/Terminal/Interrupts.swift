import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Ctrl-C and the signal `SIGTERM`, as a sequence.
///
/// The first one is delivered, so that a run can stop in order. A second one ends the program at
/// once: finished steps are on the disk by then.
struct Interrupts {
  private let sources: [any DispatchSourceSignal]

  /// Ends with the first interrupt.
  let events: AsyncStream<Void>

  /// Starts to listen; the system would kill the program otherwise.
  init() {
    let (events, continuation) = AsyncStream.makeStream(of: Void.self)
    let hasCome = Mutex(false)
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(
        signal: number,
        queue: .global(qos: .userInitiated)
      )
      source.setEventHandler {
        let isSecond = hasCome.withLock { hasCome in
          defer { hasCome = true }
          return hasCome
        }
        if isSecond { _exit(ExitStatus.interrupted.rawValue) }
        continuation.finish()
      }
      source.resume()
      return source
    }
    self.events = events
  }

  /// Listens no more; an interrupt has no effect from then on.
  func stop() {
    for source in sources { source.cancel() }
  }
}
