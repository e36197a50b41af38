import Foundation
import System
import TestSupport
import Testing

@Suite(.timeLimit(.hang)) struct LineProcessTests {
  private let folder = TemporaryFolder()

  private func process(_ script: String) throws -> LineProcess {
    let log = try FileDescriptor("\(folder.path)/log", for: .replacing)
    return try LineProcess(["sh", "-c", script], log: log)
  }

  @Test func `lines go in and come out`() async throws {
    let process = try process(
      "while read -r line; do echo \"got $line\"; done; echo over >&2; exit 3"
    )
    try process.write(line: Array("one".utf8))
    try process.write(line: Array("two words".utf8))
    process.closeInput()
    var lines: [String] = []
    for await line in process.lines { lines.append(String(decoding: line, as: UTF8.self)) }
    #expect(lines == ["got one", "got two words"])
    #expect(await process.end() == 3)
    #expect(folder.lines(of: "log") == ["over"])
  }

  @Test func `a program that ended is told where it is written to`() async throws {
    let process = try process("exit 0")
    #expect(await process.end() == 0)
    #expect(throws: FileSystemError.self) { try process.write(line: Array("late".utf8)) }
    process.terminate()
    process.kill()
  }

  @Test func `its children end with it`() async throws {
    let process = try process("sleep 600 & echo $!; wait")
    var lines = process.lines.makeAsyncIterator()
    let line = try #require(await lines.next())
    let child = try #require(Int32(String(decoding: line, as: UTF8.self)))
    process.terminate()
    #expect(await process.end() == 128 + SIGTERM)
    // The child may be a zombie for a moment, until whoever adopted it asks for its status.
    for _ in 0..<1000 where kill(child, 0) == 0 && !isZombie(child) {
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(kill(child, 0) != 0 || isZombie(child))
  }

  private func isZombie(_ process: Int32) -> Bool {
    (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8))?.contains(") Z ")
      == true
  }

  @Test func `a process goes away with the value`() async throws {
    var process: LineProcess? = try process("exec sleep 600")
    let number = try #require(process?.identifier)
    process = nil
    for _ in 0..<1000 where kill(number, 0) == 0 { try await Task.sleep(for: .milliseconds(5)) }
    #expect(kill(number, 0) != 0)
  }

  @Test func `a program that is not there is told`() throws {
    let log = try FileDescriptor("\(folder.path)/log", for: .replacing)
    #expect(throws: ChildProcess.Failure.self) { try LineProcess(["/nowhere/python"], log: log) }
  }
}
