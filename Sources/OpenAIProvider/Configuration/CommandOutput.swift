internal import Providers

#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// What a program prints, read without blocking a thread.
struct CommandOutput {
  /// The longest that the program may take, in seconds.
  private static let patience = 60.0

  private let words: [String]
  private let surroundings: Surroundings

  /// - Parameters:
  ///   - words: The program, found by `PATH`, and its arguments.
  ///   - surroundings: The clock.
  init(_ words: [String], surroundings: Surroundings) {
    self.words = words
    self.surroundings = surroundings
  }

  /// The program's standard output; its standard error goes where this program's does.
  ///
  /// - Throws: `ProviderError.denied` where it cannot be run or fails.
  func bytes(limit: Int) async throws(ProviderError) -> [UInt8] {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw failed("cannot be run: \(systemMessage())") }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    let child = spawn(output: ends[1])
    close(ends[1])
    guard let child else { throw failed("cannot be run: \(systemMessage())") }
    var status: Int32 = 0
    var isGone = false
    defer {
      if !isGone {
        kill(child, SIGKILL)
        waitpid(child, &status, 0)
      }
    }
    let start = surroundings.now()
    var output: [UInt8] = []
    while true {
      var piece = [UInt8](repeating: 0, count: 4096)
      let count = read(ends[0], &piece, piece.count)
      if count > 0 {
        output += piece[..<count]
        guard output.count <= limit else { throw failed("prints more than a key") }
        continue
      }
      if count == 0, waitpid(child, &status, WNOHANG) == child {
        isGone = true
        break
      }
      guard surroundings.now() - start < Self.patience else {
        throw failed("did not end within \(Int(Self.patience)) s")
      }
      do {
        try await surroundings.sleep(0.02)
      } catch {
        throw .cancelled
      }
    }
    guard status == 0 else { throw failed("failed") }
    return output
  }

  private func failed(_ what: String) -> ProviderError {
    .denied("the command '\(words.first ?? "")' for the key \(what): look at 'key-command'")
  }

  private func spawn(output: Int32) -> pid_t? {
    #if canImport(Glibc)
    var actions = posix_spawn_file_actions_t()
    #else
    var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    #if canImport(Glibc)
    var attributes = posix_spawnattr_t()
    #else
    var attributes: posix_spawnattr_t?
    #endif
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // On the threads that tasks share signals are blocked, and an interrupt should end the command.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    guard let program = arguments[0] else { return nil }
    var child: pid_t = 0
    let code = posix_spawnp(&child, program, &actions, &attributes, &arguments, environ)
    errno = code
    return code == 0 ? child : nil
  }
}
