import Providers
import System

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The threads that share the tasks of one job: the job's own, and helpers while cores are free.
///
/// Which thread does which task is left to chance, so that a thread that the system holds up holds
/// up no other. Tasks must therefore write to memory of their own, and nothing may depend on who
/// did them.
///
/// Unchecked, because the compiler cannot see that everything below `mutex` is read and written
/// only while it is held, and that `perform` returns only when no helper uses its closure any more.
final class WorkerPool: @unchecked Sendable {
  /// The most threads of a pool: a step of a small model has no work for more.
  static let largest = 8

  /// A task's index and that of the thread that does it, from 0 to below `size`.
  typealias Task = (_ task: Int, _ worker: Int) throws(ProviderError) -> Void

  /// The threads that may do tasks at once, the job's own included.
  let size: Int

  private let cores: Cores
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let workToDo: UnsafeMutablePointer<pthread_cond_t>
  private let allDone: UnsafeMutablePointer<pthread_cond_t>

  private var hasHelpers = false
  private var isShutDown = false
  private var body: Task?
  private var isBegun: [Bool] = []
  private var started = 0
  private var finished = 0
  private var failure: (task: Int, error: ProviderError)?

  /// A pool whose first thread is the calling one.
  init(_ cores: Cores) {
    self.cores = cores
    size = min(cores.count, Self.largest)
    mutex = .allocate(capacity: 1)
    workToDo = .allocate(capacity: 1)
    allDone = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(workToDo, nil)
    pthread_cond_init(allDone, nil)
  }

  deinit {
    pthread_cond_destroy(allDone)
    pthread_cond_destroy(workToDo)
    pthread_mutex_destroy(mutex)
    allDone.deallocate()
    workToDo.deallocate()
    mutex.deallocate()
  }

  /// Does the tasks from 0 to below `count` and returns when all have ended.
  ///
  /// The threads take the tasks in turn, as long as each is free when its turn comes, so that what a
  /// task works on is mostly in the cache of the core that had it when the same tasks were done
  /// last. After a failure no more are begun.
  ///
  /// - Throws: What the first task that failed threw, first in the order of the tasks.
  func perform(_ count: Int, _ body: Task) throws(ProviderError) {
    let failure = withoutActuallyEscaping(body) { body in
      pthread_mutex_lock(mutex)
      defer { pthread_mutex_unlock(mutex) }
      self.body = body
      isBegun.removeAll(keepingCapacity: true)
      isBegun.append(contentsOf: repeatElement(false, count: count))
      (started, finished, self.failure) = (0, 0, nil)
      if count > 1, size > 1 {
        startHelpers()
        pthread_cond_broadcast(workToDo)
      }
      while beginTask(worker: 0) {}
      while finished < started { pthread_cond_wait(allDone, mutex) }
      self.body = nil
      return self.failure
    }
    if let failure { throw failure.error }
  }

  /// Ends the helpers; the pool does nothing any more.
  func shutDown() {
    pthread_mutex_lock(mutex)
    isShutDown = true
    pthread_cond_broadcast(workToDo)
    pthread_mutex_unlock(mutex)
  }

  /// Whether a task can be begun; the mutex is held.
  private var hasTask: Bool { body != nil && started < isBegun.count && failure == nil }

  /// The first task of a worker's own that nobody has begun, else the first of all.
  private func nextTask(worker: Int) -> Int? {
    stride(from: worker, to: isBegun.count, by: size).first { !isBegun[$0] }
      ?? isBegun.firstIndex(of: false)
  }

  /// Does the next task, if there is one.
  ///
  /// The mutex is held before and after, but not meanwhile.
  private func beginTask(worker: Int) -> Bool {
    guard hasTask, let body, let task = nextTask(worker: worker) else { return false }
    isBegun[task] = true
    started += 1
    pthread_mutex_unlock(mutex)
    let result = Result { () throws(ProviderError) in try body(task, worker) }
    pthread_mutex_lock(mutex)
    if case .failure(let error) = result, task < failure?.task ?? .max {
      failure = (task, error)
    }
    finished += 1
    if finished == started { pthread_cond_signal(allDone) }
    return true
  }

  private func startHelpers() {
    guard !hasHelpers else { return }
    hasHelpers = true
    for worker in 1..<size {
      // Where the system has no thread to give, the others do the tasks.
      _ = SystemThread.start {
        MatrixProduct.useOnlyCallingThread()
        self.help(worker: worker)
      }
    }
  }

  private func help(worker: Int) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !isShutDown {
      if hasTask, cores.tryEnter() {
        while beginTask(worker: worker) {}
        cores.leave()
      } else {
        pthread_cond_wait(workToDo, mutex)
      }
    }
  }
}
