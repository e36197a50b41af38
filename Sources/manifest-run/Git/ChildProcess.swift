#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A program that is run to its end; never through a shell.
enum ChildProcess {
  /// What a program said and how it ended.
  struct Result {
    /// The exit status; 128 and the signal's number where a signal ended it.
    var status: Int32
    var output: [UInt8]
    var errors: String
  }

  /// Where a program's standard output goes.
  enum Destination {
    /// Into memory, up to so many bytes; a program that says more is ended.
    case memory(limit: Int)

    /// Into an open file.
    case file(Int32)
  }

  /// Why a program did not run.
  enum Failure: Error {
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
  ///   - variables: What its environment has besides.
  ///   - input: What it reads on standard input, not more than a pipe holds.
  ///   - destination: Where its standard output goes.
  ///   - isGivenUp: Whether its answer is no longer waited for; asked many times a second.
  /// - Returns: What it said and how it ended.
  /// - Throws: `Failure` where it could not be started, says too much or is given up.
  static func run(
    _ arguments: [String],
    variables: [String: String] = [:],
    input: String = "",
    to destination: Destination,
    isGivenUp: (() -> Bool)? = nil
  ) throws(Failure) -> Result {
    let pipes = try (input: pipe(), output: pipe(), errors: pipe())
    write(input, to: pipes.input.write)
    close(pipes.input.write)
    var output = pipes.output.write
    if case .file(let descriptor) = destination { output = descriptor }
    let process: pid_t
    do throws(Failure) {
      process = try spawn(arguments, variables, pipes.input.read, output, pipes.errors.write)
    } catch {
      for end in [pipes.input.read, pipes.output.read, pipes.output.write] { close(end) }
      close(pipes.errors.read)
      close(pipes.errors.write)
      throw error
    }
    for end in [pipes.input.read, pipes.output.write, pipes.errors.write] { close(end) }
    defer {
      close(pipes.output.read)
      close(pipes.errors.read)
    }
    var limit = Int.max
    if case .memory(let most) = destination { limit = most }
    let said: (output: [UInt8], errors: [UInt8])
    do throws(Failure) {
      said = try drain(pipes.output.read, limit: limit, pipes.errors.read, isGivenUp)
    } catch {
      kill(process, SIGKILL)
      _ = wait(for: process)
      throw error
    }
    let status = wait(for: process)
    return Result(
      status: status,
      output: said.output,
      errors: String(decoding: said.errors, as: UTF8.self)
    )
  }

  private static func pipe() throws(Failure) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard Self.openPipe(&ends) == 0 else { throw .notStarted(String(cString: strerror(errno))) }
    // No other program that is started meanwhile may hold an end open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func openPipe(_ ends: inout [Int32]) -> Int32 {
    #if canImport(Glibc)
    Glibc.pipe(&ends)
    #else
    Darwin.pipe(&ends)
    #endif
  }

  private static func spawn(
    _ arguments: [String],
    _ variables: [String: String],
    _ input: Int32,
    _ output: Int32,
    _ errors: Int32
  ) throws(Failure) -> pid_t {
    #if canImport(Glibc)
    var actions = posix_spawn_file_actions_t()
    #else
    var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, descriptor) in [(STDIN_FILENO, input), (STDOUT_FILENO, output)] {
      posix_spawn_file_actions_adddup2(&actions, descriptor, target)
    }
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    var words = arguments.map { strdup($0) } + [nil]
    let environment = ChildEnvironment.settings.merging(variables) { _, new in new }
    var settings = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var process = pid_t()
    let code = posix_spawnp(&process, arguments[0], &actions, nil, &words, &settings)
    guard code == 0 else {
      throw .notStarted(code == ENOENT ? nil : String(cString: strerror(code)))
    }
    return process
  }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    // A pipe takes a page at once, and a reader that is not there yet waits for no signal.
    _ = bytes.withUnsafeBytes { buffer in
      #if canImport(Glibc)
      Glibc.write(descriptor, buffer.baseAddress, buffer.count)
      #else
      Darwin.write(descriptor, buffer.baseAddress, buffer.count)
      #endif
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
        content[ready.fd, default: []] += chunk[..<count]
      }
      guard content[output, default: []].count <= limit else { throw .tooMuchOutput }
      // What goes wrong is told in a few words; a program that says more is not listened to.
      if content[errors, default: []].count > 65_536 { open.remove(errors) }
    }
    return (content[output, default: []], content[errors, default: []])
  }

  private static func wait(for process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return -1 }
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}
