import Foundation
import Providers
import Synchronization
import Testing

@testable import LocalProvider

struct CoresTests {
  private let cores = Cores(count: 2)

  @Test func `the work's value or error comes back`() async throws {
    #expect(try await cores.run { _, _ in 5 } == 5)
    await #expect(throws: ProviderError.rejected("no")) {
      try await cores.run { _, _ throws(ProviderError) -> Int in throw .rejected("no") }
    }
  }

  @Test func `more works at once than the cooperative pool has threads all get on`() async {
    // Each work waits until all have begun, which works only if none waits for another's thread.
    let count = 40
    let begun = Counter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<count {
        group.addTask {
          try? await cores.run { _, _ in
            begun.increment()
            while begun.value < count { Thread.sleep(forTimeInterval: 0.001) }
          }
        }
      }
    }
    #expect(begun.value == count)
  }

  @Test func `cancelling the task sets the work's flag`() async {
    let outcome = await withTaskGroup(of: ProviderError?.self) { group in
      group.addTask {
        do throws(ProviderError) {
          try await cores.run { flag, _ throws(ProviderError) -> Void in
            while true {
              try flag.check()
              Thread.sleep(forTimeInterval: 0.001)
            }
          }
          return nil
        } catch {
          return error
        }
      }
      group.cancelAll()
      return await group.next() ?? nil
    }
    #expect(outcome == .cancelled)
  }

  #if os(Linux)
  @Test func `matrix products of the work use its thread alone`() async throws {
    typealias MaximumThreads = @convention(c) () -> CInt
    let threads = try await cores.run { _, _ in
      dlsym(nil, "omp_get_max_threads").map { unsafeBitCast($0, to: MaximumThreads.self)() }
    }
    // Where oneDNN was built without OpenMP, there is nothing to ask.
    if let threads { #expect(threads == 1) }
  }
  #endif
}

struct WorkerPoolTests {
  @Test(arguments: [1, 2, 3, 8])
  func `every task is done once, by a worker of the pool`(threads: Int) throws {
    try withWorkers(threads: threads) { pool in
      #expect(pool.size == threads)
      for count in [0, 1, 2, 100] {
        let done = Mutex([Int](repeating: 0, count: count))
        try pool.perform(count) { task, worker in
          #expect((0..<threads).contains(worker))
          done.withLock { $0[task] += 1 }
        }
        #expect(done.withLock { $0 } == Array(repeating: 1, count: count))
      }
    }
  }

  @Test func `no worker does two tasks at once`() throws {
    try withWorkers(threads: 4) { pool in
      let busy = Mutex(Set<Int>())
      try pool.perform(200) { _, worker in
        #expect(busy.withLock { $0.insert(worker).inserted })
        Thread.sleep(forTimeInterval: 0.0001)
        _ = busy.withLock { $0.remove(worker) }
      }
    }
  }

  @Test func `helpers take tasks while cores are free, and none while all are busy`() throws {
    let cores = Cores(count: 2)
    let pool = WorkerPool(cores)
    defer { pool.shutDown() }
    func workers(atLeast enough: Int) throws -> Set<Int> {
      let seen = Mutex(Set<Int>())
      // The job's own thread waits in its task until a helper has come, for a while.
      try pool.perform(50) { _, worker in
        seen.withLock { _ = $0.insert(worker) }
        for _ in 0..<1000 where seen.withLock({ $0.count }) < enough {
          Thread.sleep(forTimeInterval: 0.001)
        }
      }
      return seen.withLock { $0 }
    }
    #expect(try workers(atLeast: 2) == [0, 1])
    // Another job's thread and this one's: no core is left for a helper.
    #expect(cores.tryEnter() && cores.tryEnter())
    #expect(!cores.tryEnter())
    #expect(try workers(atLeast: 1) == [0])
    cores.leave()
    #expect(try workers(atLeast: 2) == [0, 1])
  }

  @Test func `the first task that fails is told, and no more are begun`() throws {
    try withWorkers(threads: 2) { pool in
      let begun = Counter()
      let error = #expect(throws: ProviderError.self) {
        try pool.perform(1000) { task, _ throws(ProviderError) in
          begun.increment()
          if task >= 10 { throw .rejected("task \(task)") }
        }
      }
      #expect(error == .rejected("task 10"))
      #expect(begun.value <= 12)
      // Helpers that look for a task after a failure find none, and the pool can be used again.
      for _ in 0..<200 {
        #expect(throws: ProviderError.self) {
          try pool.perform(8) { _, _ throws(ProviderError) in throw .rejected("no") }
        }
      }
      try pool.perform(3) { _, _ in begun.increment() }
    }
  }
}

/// A number that several threads raise.
private final class Counter: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock { $0 } }

  func increment() {
    count.withLock { $0 += 1 }
  }
}
