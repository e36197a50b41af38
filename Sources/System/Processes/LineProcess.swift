#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

private import Synchronization

/// A program that runs beside this one, is written to by lines and answers by lines.
///
/// It is in a process group of its own, so that an interrupt at the terminal is this program's to pass on. Where
/// this program dies, the other's standard input ends.
package final class LineProcess: Sendable {
  /// How many bytes a line of the program's may have; a longer one ends its output.
  package static let longestLine = 64 << 20

  /// The lines that it writes to standard output, without their ends.
  ///
  /// They end when it closes its output.
  package let lines: AsyncStream<[UInt8]>

  /// The process's number.
  package let identifier: Int32

  private let input: Mutex<FileDescriptor?>
  private let status = Mutex<Int32?>(nil)

  /// Starts a program that is found on the search path.
  ///
  /// - Parameters:
  ///   - arguments: The program's name and its arguments; each arrives as it is.
  ///   - environment: Its variables; nil for those of this process.
  ///   - log: An open file, to whose end its standard error is written.
  /// - Throws: `ChildProcess.Failure` where it cannot be started.
  package init(
    _ arguments: [String],
    environment: [String: String]? = nil,
    log: FileDescriptor
  ) throws(ChildProcess.Failure) {
    // A program that reads no more is an error of the writing, and not the end of this one.
    signal(SIGPIPE, SIG_IGN)
    let (process, input, output) = try ChildProcess.start(arguments, environment, log: log.raw)
    identifier = process
    self.input = Mutex(FileDescriptor(adopting: input, path: "the input of '\(arguments[0])'"))
    let (lines, continuation) = AsyncStream<[UInt8]>.makeStream()
    self.lines = lines
    let reader = SystemThread.start {
      Self.read(output, into: continuation)
      close(output)
    }
    let undertaker = SystemThread.start { [weak self] in
      let status = ChildProcess.ending(of: process)
      self?.status.withLock { $0 = status }
    }
    if let problem = reader ?? undertaker {
      kill()
      throw .notStarted("\(problem)")
    }
  }

  deinit { kill() }

  /// Whether it has not ended yet.
  package var isRunning: Bool { status.withLock { $0 == nil } }

  /// Writes a line to the program's standard input.
  ///
  /// - Throws: `FileSystemError`, as where it reads no more.
  package func write(line: [UInt8]) throws(FileSystemError) {
    try input.withLock { (input) throws(FileSystemError) in
      guard let input else {
        throw FileSystemError(operation: "write", path: "a closed input", code: .brokenPipe)
      }
      try input.write(line + [UInt8(ascii: "\n")])
    }
  }

  /// Ends its standard input.
  package func closeInput() { input.withLock { $0 = nil } }

  /// Asks it to end; nothing happens where it has.
  package func terminate() { send(SIGTERM) }

  /// Ends it at once; nothing happens where it has ended.
  package func kill() { send(SIGKILL) }

  private func send(_ signal: Int32) {
    // Its number may be another's once its status was asked for.
    status.withLock { status in
      if status == nil { _ = systemKill(-identifier, signal) }
    }
  }

  /// Waits for the end.
  ///
  /// - Returns: The exit status; 128 and the signal's number where a signal ended it.
  package func end() async -> Int32 {
    while true {
      if let status = status.withLock(\.self) { return status }
      // A cancelled task waits all the same: the process is on its way out.
      try? await Task.sleep(for: .milliseconds(10))
      if Task.isCancelled { await Task.yield() }
    }
  }

  private static func read(_ output: Int32, into lines: AsyncStream<[UInt8]>.Continuation) {
    defer { lines.finish() }
    var line: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = systemRead(output, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      var rest = chunk[..<count]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        lines.yield(line + rest[..<end])
        line = []
        rest = rest[(end + 1)...]
      }
      line += rest
      guard line.count <= longestLine else { return }
    }
  }
}

// The system's functions whose names the type has too.
private func systemKill(_ process: pid_t, _ signal: Int32) -> Int32 { kill(process, signal) }

private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, bytes, count)
}
