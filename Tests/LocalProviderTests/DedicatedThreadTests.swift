import Foundation
import Providers
import Synchronization
import Testing

@testable import LocalProvider

struct DedicatedThreadTests {
  @Test func `the work's value or error comes back`() async throws {
    #expect(try await DedicatedThread.run { _ in 5 } == 5)
    await #expect(throws: ProviderError.rejected("no")) {
      try await DedicatedThread.run { _ throws(ProviderError) -> Int in throw .rejected("no") }
    }
  }

  @Test func `more works at once than the cooperative pool has threads all get on`() async {
    // Each work waits until all have begun, which works only if none waits for another's thread.
    let count = 40
    let begun = Counter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<count {
        group.addTask {
          try? await DedicatedThread.run { _ in
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
          try await DedicatedThread.run { flag throws(ProviderError) -> Void in
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
    guard dlsym(nil, "omp_get_max_threads") != nil else { return }
    let threads = try await DedicatedThread.run { _ in
      dlsym(nil, "omp_get_max_threads").map { unsafeBitCast($0, to: MaximumThreads.self)() }
    }
    #expect(threads == 1)
  }
  #endif
}

/// A number that several threads raise.
private final class Counter: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock { $0 } }

  func increment() {
    count.withLock { $0 += 1 }
  }
}
