import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Ctrl-C and the polite request to end, as a sequence.
///
/// The first one is delivered, so that a run can stop in order. A second one ends the program at
/// once: finished steps are on the disk by then.
struct Interrupts {
  private let sources: [any DispatchSourceSignal]

  /// One element for the first interrupt.
  let events: AsyncStream<Void>

  /// Starts to listen in place of the system's own way, which is to kill the program.
  init() {
    let (events, continuation) = AsyncStream.makeStream(of: Void.self)
    let count = Counter()
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(
        signal: number,
        queue: .global(qos: .userInitiated)
      )
      source.setEventHandler {
        if count.next() > 1 { _exit(ExitStatus.interrupted.rawValue) }
        continuation.yield()
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

  private final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
      value.withLock {
        $0 += 1
        return $0
      }
    }
  }
}
