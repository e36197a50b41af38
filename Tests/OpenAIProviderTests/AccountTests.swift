import Foundation
import Providers
import Synchronization
import TestSupport
import Testing

@testable import OpenAIProvider

struct RateLimiterTests {
  @Test(arguments: [1, 2, 3, 7, 60, 500])
  func `no minute sees more requests than the limit`(limit: Int) {
    var limiter = RateLimiter()
    let limits = AccountLimits(requestsPerMinute: limit)
    var starts: [Double] = []
    var now = 1e9
    for _ in 0..<(limit * 3) {
      now += limiter.reserve(tokens: 0, limits: limits, now: now)
      starts.append(now)
    }
    for start in starts {
      #expect(starts.count { $0 >= start && $0 < start + 59.999 } <= limit)
    }
    // It is not much slower than the limit either, but for a limit of two or three.
    if limit > 3 { #expect(now - starts[0] < 60 * 3 * 1.2) }
  }

  @Test func `tokens are counted apart from requests`() {
    var limiter = RateLimiter()
    let limits = AccountLimits(requestsPerMinute: 1000, tokensPerMinute: 600)
    #expect(limiter.reserve(tokens: 540, limits: limits, now: 0) == 0)
    let wait = limiter.reserve(tokens: 10, limits: limits, now: 0)
    #expect(wait > 50 && wait <= 60)
  }

  @Test func `without limits nothing waits but for a pause that the service asked for`() {
    var limiter = RateLimiter()
    for _ in 0..<100 { #expect(limiter.reserve(tokens: 9, limits: AccountLimits(), now: 5) == 0) }
    limiter.pause(seconds: 20, now: 5)
    #expect(limiter.reserve(tokens: 9, limits: AccountLimits(), now: 10) == 15)
  }

  @Test func `a clock that was set back stops nobody for long`() {
    var limiter = RateLimiter(requestsUsed: 1e12, tokensUsed: 1e12, pausedUntil: 1e12)
    let limits = AccountLimits(requestsPerMinute: 5, tokensPerMinute: 5)
    #expect(limiter.reserve(tokens: 1, limits: limits, now: 100) <= RateLimiter.longestWait)
  }
}

struct AccountStateTests {
  private let folder = TemporaryFolder()

  private func account() -> AccountState {
    AccountState(folder.path + "/accounts", name: "one", clock: .system)
  }

  @Test func `runs share a rate limiter`() async throws {
    try await account().updateRateLimiter { $0.pause(seconds: 100, now: 50) }
    #expect(try await account().updateRateLimiter { $0.pausedUntil } == 150)
  }

  @Test func `changes at once lose none`() async throws {
    let count = 40
    // Nobody loses patience where no time goes by.
    var clientClock = ClientClock.system
    clientClock.now = { 0 }
    let account = AccountState(folder.path + "/accounts", name: "one", clock: clientClock)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<count {
        group.addTask { try await account.updateRateLimiter { $0.requestsUsed += 1 } }
      }
      try await group.waitForAll()
    }
    #expect(try await account.updateRateLimiter { $0.requestsUsed } == Double(count))
  }

  @Test func `two processes share a rate limiter and lose no change`() async throws {
    let count = 30
    await withTaskGroup(of: Void.self) { [folder = folder.path] group in
      for _ in 0..<2 {
        group.addTask {
          await #expect(processExitsWith: .success) { [folder = folder as String] in
            let account = AccountState(folder + "/accounts", name: "one", clock: .system)
            for _ in 0..<30 { try await account.updateRateLimiter { $0.requestsUsed += 1 } }
          }
        }
      }
    }
    #expect(try await account().updateRateLimiter { $0.requestsUsed } == Double(2 * count))
  }

  @Test func `two processes together keep to the account's limit`() async throws {
    await withTaskGroup(of: Void.self) { [folder = folder.path] group in
      for _ in 0..<2 {
        group.addTask {
          await #expect(processExitsWith: .success) { [folder = folder as String] in
            let account = AccountState(folder + "/accounts", name: "one", clock: .system)
            let limits = AccountLimits(requestsPerMinute: 60)
            for _ in 0..<30 {
              // At one time, so that what the two are told is all that sets them apart.
              try await account.updateRateLimiter {
                _ = $0.reserve(tokens: 0, limits: limits, now: 1e9)
              }
            }
          }
        }
      }
    }
    // The next request waits as if one run had sent all sixty.
    var alone = RateLimiter()
    let limits = AccountLimits(requestsPerMinute: 60)
    for _ in 0..<60 { _ = alone.reserve(tokens: 0, limits: limits, now: 1e9) }
    let expected = alone.reserve(tokens: 0, limits: limits, now: 1e9)
    let wait = try await account().updateRateLimiter {
      $0.reserve(tokens: 0, limits: limits, now: 1e9)
    }
    #expect(wait == expected)
    #expect(wait > 60)
  }

  @Test(arguments: ["", "{", "[]", #"{"paused_until":"x"}"#])
  func `a damaged file counts as none`(text: String) async throws {
    folder.write(text, to: "accounts/one.json")
    #expect(try await account().updateRateLimiter { $0 } == RateLimiter())
  }

  @Test func `where no file can be made the rate limiter is kept in the process`() async throws {
    folder.write("a file", to: "accounts")
    let account = account()
    try await account.updateRateLimiter { $0.pause(seconds: 10, now: 0) }
    #expect(try await account.updateRateLimiter { $0.pausedUntil } == 10)
  }

  @Test func `without a lock of its own no run may create`() async throws {
    folder.write("a file", to: "file")
    folder.write("", to: "open/accounts/.here")
    chmod(folder.path + "/open/accounts", 0o777)
    for path in [nil, folder.path + "/file", folder.path + "/open/accounts"] {
      let account = AccountState(path, name: "one", clock: .system)
      let error = await #expect(throws: ProviderError.self) { try await account.lockForCreating() }
      #expect(error?.description.contains("set 'XDG_STATE_HOME'") == true)
      try await account.updateRateLimiter { $0.pause(seconds: 10, now: 0) }
      #expect(try await account.updateRateLimiter { $0.pausedUntil } == 10)
    }
  }

  @Test func `one run at a time may create`() async throws {
    var lock: AccountLock? = try await account().lockForCreating()
    #expect(lock?.isHeld == true)
    let folder = folder
    let hasOther = try await withThrowingTaskGroup(of: Bool?.self) { group in
      group.addTask {
        let other = try await AccountState(
          folder.path + "/accounts",
          name: "one",
          clock: .system
        )
        .lockForCreating()
        return other.isHeld
      }
      group.addTask {
        try await Task.sleep(for: .milliseconds(60))
        return nil
      }
      // The sleep ends first: the other waits.
      let first = try await group.next()
      #expect(first == .some(nil))
      lock = nil
      return try await group.next() ?? nil
    }
    #expect(hasOther == true)
    #expect(lock == nil)
  }
}
