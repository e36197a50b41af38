#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

private import Synchronization

/// A program that is run to its end; never through a shell.
package enum ChildProcess {
  /// What a program said and how it ended.
  package struct Result: Sendable {
    /// The exit status; 128 and the signal's number where a signal ended it.
    package var status: Int32
    package var output: [UInt8]

    /// What it said on standard error, where that was not passed on.
    package var errors: String
  }

  /// Where a program's standard output goes.
  package enum Destination {
    /// Into memory, up to so many bytes; a program that says more is ended.
    case memory(limit: Int)

    /// Into an open file.
    case file(FileDescriptor)
  }

  /// Why a program did not run.
  package enum Failure: Error {
    /// The system's words on why it could not be started; nil where there is no such program.
    case notStarted(String?)

    /// It said more than was allowed.
    case tooMuchOutput

    /// It was ended because its answer was no longer waited for.
    case givenUp
  }

  /// Runs a program that is found on the search path.
  ///
  /// - Parameters:
  ///   - arguments: The program's name and its arguments; each arrives as it is.
  ///   - environment: Its variables; nil for those of this process.
  ///   - input: What it reads on standard input, not more than a pipe holds.
  ///   - destination: Where its standard output goes.
  ///   - passesErrorsOn: Whether its standard error goes where this process's does.
  ///   - isGivenUp: Whether its answer is no longer waited for; asked many times a second.
  /// - Returns: What it said and how it ended.
  /// - Throws: `Failure` where it could not be started, says too much or is given up.
  package static func run(
    _ arguments: [String],
    environment: [String: String]? = nil,
    input: String = "",
    to destination: Destination,
    passesErrorsOn: Bool = false,
    isGivenUp: (() -> Bool)? = nil
  ) throws(Failure) -> Result {
    guard !arguments.isEmpty else { throw .notStarted(nil) }
    let started = try starting.withLock { _ throws(Failure) in
      let pipes = try (input: pipe(), output: pipe(), errors: pipe())
      write(input, to: pipes.input.write)
      close(pipes.input.write)
      defer {
        for end in [pipes.input.read, pipes.output.write, pipes.errors.write] { close(end) }
      }
      var output = pipes.output.write
      if case .file(let file) = destination { output = file.raw }
      let errors = passesErrorsOn ? STDERR_FILENO : pipes.errors.write
      do throws(Failure) {
        let process = try spawn(arguments, environment, [pipes.input.read, output, errors])
        return (process: process, output: pipes.output.read, errors: pipes.errors.read)
      } catch {
        close(pipes.output.read)
        close(pipes.errors.read)
        throw error
      }
    }
    let process = started.process
    defer {
      close(started.output)
      close(started.errors)
    }
    var limit = Int.max
    if case .memory(let most) = destination { limit = most }
    let said: (output: [UInt8], errors: [UInt8])
    let status: Int32
    do throws(Failure) {
      said = try drain(started.output, limit: limit, started.errors, isGivenUp)
      status = try ending(of: process, isGivenUp)
    } catch {
      kill(process, SIGKILL)
      _ = ending(of: process)
      throw error
    }
    return Result(
      status: status,
      output: said.output,
      errors: String(decoding: said.errors, as: UTF8.self)
    )
  }

  /// Held from the making of a program's pipes to its start: a program that is started in between would hold
  /// their ends open, and what waits for the end of the pipe would wait for that program.
  private static let starting = Mutex(())

  private static func pipe() throws(Failure) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard systemPipe(&ends) == 0 else { throw .notStarted("\(Errno.current)") }
    for end in ends { FileDescriptor.keepFromChildren(end) }
    return (ends[0], ends[1])
  }

  /// Starts a program in a process group of its own, with a pipe at its input and its output.
  ///
  /// - Parameters:
  ///   - arguments: The program's name and its arguments.
  ///   - environment: Its variables; nil for those of this process.
  ///   - log: The open file of its standard error.
  /// - Returns: The process, the end that its input is written to, and the end that its output is read of.
  /// - Throws: `Failure` where it cannot be started.
  static func start(
    _ arguments: [String],
    _ environment: [String: String]?,
    log: Int32
  ) throws(Failure) -> (process: Int32, input: Int32, output: Int32) {
    try starting.withLock { _ throws(Failure) in
      let pipes = try (input: pipe(), output: pipe())
      defer { for end in [pipes.input.read, pipes.output.write] { close(end) } }
      do throws(Failure) {
        let files = [pipes.input.read, pipes.output.write, log]
        let process = try spawn(arguments, environment, files, hasOwnGroup: true)
        return (process, pipes.input.write, pipes.output.read)
      } catch {
        for end in [pipes.input.write, pipes.output.read] { close(end) }
        throw error
      }
    }
  }

  private static func spawn(
    _ arguments: [String],
    _ environment: [String: String]?,
    _ files: [Int32],
    hasOwnGroup: Bool = false
  ) throws(Failure) -> pid_t {
    #if canImport(Glibc)
    var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
    #else
    var (actions, attributes): (posix_spawn_file_actions_t?, posix_spawnattr_t?)
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, file) in files.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, file, Int32(target))
    }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // On the threads that tasks share signals are blocked, and an interrupt should end the program.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    let flags = POSIX_SPAWN_SETSIGMASK | (hasOwnGroup ? POSIX_SPAWN_SETPGROUP : 0)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var words = arguments.map { strdup($0) } + [nil]
    var settings = (environment ?? Environment.all).map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var process = pid_t()
    var code = Int32(0)
    // A file that was written a moment ago is busy until every process that was started meanwhile has let go of
    // it: a second is more than that takes.
    for _ in 0..<100 {
      code = posix_spawnp(&process, arguments[0], &actions, &attributes, &words, &settings)
      guard code == ETXTBSY else { break }
      pause(.milliseconds(10))
    }
    guard code == 0 else {
      throw .notStarted(code == ENOENT ? nil : "\(Errno(rawValue: code))")
    }
    return process
  }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    // A pipe takes a page at once, and a reader that is not there yet waits for no signal.
    _ = bytes.withUnsafeBytes { buffer in
      systemWrite(descriptor, buffer.baseAddress, buffer.count)
    }
  }

  /// Reads two pipes to their ends, unless the first holds more than it may.
  private static func drain(
    _ output: Int32,
    limit: Int,
    _ errors: Int32,
    _ isGivenUp: (() -> Bool)?
  ) throws(Failure) -> (output: [UInt8], errors: [UInt8]) {
    var content: [Int32: [UInt8]] = [output: [], errors: []]
    var open: Set<Int32> = [output, errors]
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while !open.isEmpty {
      var polls = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let patience: Int32 = isGivenUp == nil ? -1 : 20
      if poll(&polls, nfds_t(polls.count), patience) < 0 {
        guard errno == EINTR else { break }
        continue
      }
      if isGivenUp?() == true { throw .givenUp }
      for ready in polls where ready.revents != 0 {
        let count = read(ready.fd, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          open.remove(ready.fd)
          continue
        }
        // What goes wrong is told in a few words; of a program that says more the rest is read and dropped.
        if ready.fd == errors, content[errors, default: []].count > 65_536 { continue }
        content[ready.fd, default: []] += chunk[..<count]
      }
      guard content[output, default: []].count <= limit else { throw .tooMuchOutput }
    }
    return (content[output, default: []], content[errors, default: []])
  }

  /// Waits on this thread for the end of a process; the exit status, or 128 and the signal's number.
  static func ending(of process: Int32) -> Int32 { (try? ending(of: process, nil)) ?? -1 }

  private static func ending(
    of process: pid_t,
    _ isGivenUp: (() -> Bool)?
  ) throws(Failure) -> Int32 {
    var status: Int32 = 0
    while true {
      let ended = waitpid(process, &status, isGivenUp == nil ? 0 : WNOHANG)
      if ended < 0, errno != EINTR { return -1 }
      if ended > 0 { break }
      if isGivenUp?() == true { throw .givenUp }
      if ended == 0 { pause(.milliseconds(2)) }
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}

// The system's functions whose names the type has too.
private func systemPipe(_ ends: inout [Int32]) -> Int32 { pipe(&ends) }

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, bytes, count)
}
