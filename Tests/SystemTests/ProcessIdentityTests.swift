import Foundation
import Testing

@testable import System

#if os(Linux)
struct ProcessIdentityTests {
  @Test func `a process is known to have ended only where it is known which one it was`() throws {
    let own = try #require(ProcessIdentity.current)
    #expect(ProcessIdentity(word: own.word) == own)
    #expect(!own.hasEnded)
    func identity(_ place: String, _ number: Int32, _ start: UInt64) throws -> ProcessIdentity {
      try #require(ProcessIdentity(word: "\(place)/\(number)/\(start)"))
    }
    // The same number was given to another process.
    #expect(try identity(own.place, own.number, own.start + 1).hasEnded)
    // The first process is another user's, or hidden, and there.
    #expect(try !identity(own.place, own.number, own.start).hasEnded)
    // Another machine, or another container of this one.
    #expect(try !identity("elsewhere", own.number, own.start + 1).hasEnded)

    var child: pid_t = 0
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("600"), nil]
    defer { for word in words { free(word) } }
    try #require(posix_spawnp(&child, "sleep", nil, nil, &words, nil) == 0)
    let stat = try String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
    let start = try #require(UInt64(stat.split(separator: " ")[21]))
    let process = try identity(own.place, child, start)
    #expect(!process.hasEnded)
    kill(child, SIGKILL)
    // Until its parent asks for its status its number is still there.
    var isSeen = false
    for _ in 0..<500 where !isSeen {
      isSeen = process.hasEnded
      usleep(10_000)
    }
    #expect(isSeen)
    var status: Int32 = 0
    waitpid(child, &status, 0)
    #expect(process.hasEnded)
  }
}
#endif
