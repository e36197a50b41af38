import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A program in a process of its own, for which no thread needs to wait.
///
/// Foundation's `Process` would do, but up to Swift 6.3.1 it ends, once in many starts, the process
/// that calls it: it copies 256 bytes of a folder's entry that has fewer
/// (swift-corelibs-foundation, pull request 5472).
package final class Subprocess: Sendable {
  /// Where what a program prints goes.
  package enum Output: Sendable {
    case discarded

    /// Into a file, which is made or emptied.
    case file(String)
  }

  /// How a process ended.
  package struct Ending: Hashable, Sendable {
    /// The exit status, or 128 and the number of the signal.
    package var status: Int32

    /// The signal that ended it.
    package var signal: Int32?
  }

  /// The process's number.
  package let identifier: Int32

  private let known = Mutex<Ending?>(nil)

  /// Starts a program, which reads nothing and inherits no open file but its outputs.
  ///
  /// - Parameters:
  ///   - words: The program, by its path or its name on the search path, and its arguments.
  ///   - environment: Its whole environment; nil for this process's.
  ///   - folder: Where it begins; nil for this process's folder.
  ///   - output: Where its standard output goes.
  ///   - errors: Where its standard error goes.
  /// - Throws: `TestFailure` where it cannot be started.
  package init(
    _ words: [String],
    environment: [String: String]? = nil,
    folder: String? = nil,
    output: Output = .discarded,
    errors: Output = .discarded
  ) throws {
    var actions = Self.noActions
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    for (target, place) in [(STDOUT_FILENO, output), (STDERR_FILENO, errors)] {
      let flags = O_WRONLY | O_CREAT | O_TRUNC
      switch place {
      case .discarded: posix_spawn_file_actions_addopen(&actions, target, "/dev/null", flags, 0)
      case .file(let path):
        posix_spawn_file_actions_addopen(&actions, target, path, flags, 0o600)
      }
    }
    var attributes = Self.noAttributes
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The threads that tests run on block signals, and that would be inherited.
    var (all, none) = (sigset_t(), sigset_t())
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    #if canImport(Glibc)
    // Glibc closes from a number on, and changes the folder, only where C asks for GNU's functions.
    // Tests that run at once have more than a thousand files open, and an end of another test's pipe must
    // not live on here.
    for file in 3..<min(8192, getdtablesize()) {
      posix_spawn_file_actions_addclose(&actions, file)
    }
    #else
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
    #endif
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let variables = environment ?? ProcessInfo.processInfo.environment
    let inFolder = folder.map { ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@""#, "sh", $0] }
    let words = (inFolder ?? []) + words
    var arguments = words.map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + settings { free(text) } }
    var process = pid_t()
    let code = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &settings)
    guard code == 0 else {
      throw TestFailure(
        "\(words[0]) cannot be started: \(String(cString: strerror(code)))"
      )
    }
    identifier = process
    // At once, since what watches for the end of exit tests looks at any child that nobody buried.
    Thread.detachNewThread { self.bury() }
  }

  /// How the process ended; nil while it runs.
  package var ending: Ending? { known.withLock(\.self) }

  package var isRunning: Bool { ending == nil }

  /// Sends a signal, unless the process has ended: its number may then be another's.
  package func send(_ signal: Int32) {
    known.withLock { known in
      if known == nil { kill(identifier, signal) }
    }
  }

  /// Waits for the end of the process and takes note of it.
  private func bury() {
    // Until the lock is held, the process keeps its number.
    var information = siginfo_t()
    while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    known.withLock { known in
      var status: Int32 = 0
      waitpid(identifier, &status, 0)
      let signal = status & 0x7F
      known =
        signal == 0
        ? Ending(status: (status >> 8) & 0xFF) : Ending(status: 128 + signal, signal: signal)
    }
  }

  /// Waits for the end without holding a thread.
  ///
  /// - Throws: `CancellationError`.
  @discardableResult
  package func end() async throws -> Ending {
    while true {
      if let ending { return ending }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  #if canImport(Glibc)
  private static var noActions: posix_spawn_file_actions_t { .init() }
  private static var noAttributes: posix_spawnattr_t { .init() }
  #else
  private static var noActions: posix_spawn_file_actions_t? { nil }
  private static var noAttributes: posix_spawnattr_t? { nil }
  #endif
}

extension Subprocess {
  /// What a program printed on both its outputs, and how it ended.
  package struct Result: Sendable {
    package var status: Int32
    package var output: String
    package var errors: String
  }

  /// Runs a program to its end, which no thread waits for: the few that all tests share must not be held by
  /// programs that may be waiting for one of them.
  ///
  /// - Throws: `TestFailure` where it cannot be started, or has not ended in time and was killed.
  package static func run(
    _ words: [String],
    folder: String? = nil,
    within limit: Duration = .seconds(600)
  ) async throws -> Result {
    let outputs = TemporaryFolder()
    let (output, errors) = (outputs.path + "/output", outputs.path + "/errors")
    let process = try Subprocess(
      words,
      folder: folder,
      output: .file(output),
      errors: .file(errors)
    )
    let deadline = ContinuousClock.now + limit
    while process.isRunning {
      guard ContinuousClock.now < deadline, !Task.isCancelled else {
        process.send(SIGKILL)
        throw TestFailure("'\(words.joined(separator: " "))' did not end within \(limit)")
      }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return Result(
      status: try await process.end().status,
      output: String(decoding: outputs.bytes(of: "output"), as: UTF8.self),
      errors: String(decoding: outputs.bytes(of: "errors"), as: UTF8.self)
    )
  }
}
