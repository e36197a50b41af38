import Foundation
import System
import TestSupport
import Testing

struct ChildProcessTests {
  @Test func `what a program says arrives whole`() throws {
    let result = try ChildProcess.run(
      ["sh", "-c", "head -c 300000 /dev/zero; echo wrong >&2; exit 7"],
      to: .memory(limit: 1 << 20)
    )
    #expect(result.output.count == 300_000)
    #expect(result.errors == "wrong\n")
    #expect(result.status == 7)
  }

  @Test func `a program that has much to complain about is heard to its end`() throws {
    let result = try ChildProcess.run(
      ["sh", "-c", "head -c 3000000 /dev/zero >&2; echo done"],
      to: .memory(limit: 100)
    )
    #expect(result.output == Array("done\n".utf8) && result.errors.utf8.count < 200_000)
  }

  @Test func `a program that says too much is ended`() {
    #expect(throws: ChildProcess.Failure.self) {
      try ChildProcess.run(["cat", "/dev/zero"], to: .memory(limit: 1000))
    }
  }

  @Test func `a program that is not there is told`() throws {
    #expect(throws: ChildProcess.Failure.self) {
      try ChildProcess.run(["/nowhere/git"], to: .memory(limit: 1000))
    }
  }

  @Test func `input arrives and nothing is read from a shell`() throws {
    let result = try ChildProcess.run(
      ["cat", "-"],
      input: "$(touch x); `id`\n",
      to: .memory(limit: 1000)
    )
    #expect(String(decoding: result.output, as: UTF8.self) == "$(touch x); `id`\n")
  }

  /// As while another thread writes a file and starts a program, which has the file open until it begins.
  @Test func `a program that is still open for writing is started once it is closed`() throws {
    let folder = TemporaryFolder()
    let path = folder.write("#!/bin/sh\necho started\n", to: "program")
    chmod(path, 0o755)
    let file = open(path, O_WRONLY | O_CLOEXEC)
    #expect(throws: ChildProcess.Failure.self) {
      try ChildProcess.run([path], to: .memory(limit: 9))
    }
    Thread.detachNewThread {
      pause(.milliseconds(50))
      close(file)
    }
    let result = try ChildProcess.run([path], to: .memory(limit: 100))
    #expect(String(decoding: result.output, as: UTF8.self) == "started\n")
  }
}
