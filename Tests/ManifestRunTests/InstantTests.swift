import Foundation
import Manifest
import System
import Testing

@testable import manifest_run

struct InstantTests {
  private static let now = 1_800_000_000.0

  @Test func `instants are written in UTC for programs`() {
    #expect(Instant.iso(0) == "1970-01-01T00:00:00Z")
    #expect(Instant.iso(1_763_899_822.9) == "2025-11-23T12:10:22Z")
    #expect(Instant.iso(.infinity) == "?")
  }

  @Test func `a time in UTC is read back`() throws {
    let range = try #require(InstantRange("2025-11-23T12:10Z"))
    #expect(Instant.iso(range.begin) == "2025-11-23T12:10:00Z")
    #expect(range.end - range.begin == 60)
    let second = try #require(InstantRange("2025-11-23 12:10:22Z"))
    #expect(second.begin == 1_763_899_822)
    #expect(second.end - second.begin == 1)
  }

  @Test func `a day lasts from midnight to midnight where the user is`() throws {
    let day = try #require(InstantRange("2026-02-28"))
    #expect(Instant.local(day.begin) == "2026-02-28 00:00")
    #expect(Instant.local(day.end) == "2026-03-01 00:00")
    let today = try #require(InstantRange("today", now: Self.now))
    let yesterday = try #require(InstantRange("yesterday", now: Self.now))
    #expect(today.begin <= Self.now && Self.now < today.end)
    #expect(yesterday.end == today.begin)
  }

  @Test func `so long ago is counted from now`() {
    #expect(InstantRange("3d", now: Self.now)?.begin == Self.now - 3 * 86_400)
    #expect(TimeSpan("90m")?.seconds == 5400)
    #expect(TimeSpan("2w")?.seconds == 1_209_600)
  }

  @Test(arguments: [
    "", "soon", "2026-13-01", "2026-02-30", "2026-1", "26-01-01", "2026-01-01T", "2026-01-01T25:00",
    "2026-01-01T10:00+01", "d", "-3d", "3y", "1e9d", "９d", "2026-01-01Z",
  ])
  func `what is no time is refused`(text: String) {
    #expect(InstantRange(text) == nil)
  }
}
