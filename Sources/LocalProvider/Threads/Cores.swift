import Providers
import Synchronization
import System

/// The processor cores that all jobs of a provider share.
///
/// A job has one thread of its own, which never waits for a core: how many jobs run at once is
/// decided by who starts them. Threads that help a job compute only while fewer threads than cores
/// do, so that the cores of a job that has ended go to those that still run.
final class Cores: Sendable {
  /// How many threads may compute at once.
  let count: Int

  private let busy = Atomic(0)

  /// Cores that nobody uses yet; at least one.
  init(count: Int) {
    self.count = max(1, count)
  }

  /// Runs work on a thread of its own and waits for its result without blocking.
  ///
  /// When the waiting task is cancelled, the flag that the work was given is set; the wait ends
  /// when the work has noticed.
  ///
  /// - Throws: `ProviderError.jobFailed` where the system has no thread; what `work` throws.
  func run<Value: Sendable>(
    _ work: @escaping @Sendable (CancellationFlag, WorkerPool) throws(ProviderError) -> Value
  ) async throws(ProviderError) -> Value {
    let flag = CancellationFlag()
    let result = await withTaskCancellationHandler {
      await SystemThread.result {
        MatrixProduct.useOnlyCallingThread()
        return Result { () throws(ProviderError) in
          try flag.check()
          return try self.runHere(flag, work)
        }
      }
    } onCancel: {
      flag.set()
    }
    guard let result else { throw .jobFailed("no thread could be started") }
    return try result.get()
  }

  private func runHere<Value>(
    _ flag: CancellationFlag,
    _ work: (CancellationFlag, WorkerPool) throws(ProviderError) -> Value
  ) throws(ProviderError) -> Value {
    busy.add(1, ordering: .relaxed)
    defer { leave() }
    let pool = WorkerPool(self)
    defer { pool.shutDown() }
    return try work(flag, pool)
  }

  /// Counts the calling thread as computing, if there is a core for it.
  func tryEnter() -> Bool {
    var seen = busy.load(ordering: .relaxed)
    while seen < count {
      let (exchanged, original) = busy.weakCompareExchange(
        expected: seen,
        desired: seen + 1,
        ordering: .relaxed
      )
      if exchanged { return true }
      seen = original
    }
    return false
  }

  /// Counts the calling thread as computing no longer.
  func leave() {
    busy.subtract(1, ordering: .relaxed)
  }
}
