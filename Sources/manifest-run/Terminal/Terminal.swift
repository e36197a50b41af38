import Diagnostics
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The program's two outputs: results on standard output, everything else on standard error.
enum Terminal {
  /// Whether standard error is a terminal that can be redrawn.
  static var isInteractive: Bool {
    isatty(STDERR_FILENO) == 1 && variable("TERM") != "dumb" && variable("TERM") != nil
  }

  /// Whether standard output is a terminal.
  static var showsResults: Bool {
    isatty(STDOUT_FILENO) == 1 && variable("TERM") != "dumb" && variable("TERM") != nil
  }

  /// Whether somebody is there who can be asked a question.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Whether the user refuses colour for all programs (https://no-color.org).
  static var refusesColor: Bool { variable("NO_COLOR").map { !$0.isEmpty } ?? false }

  /// The columns and rows of the terminal behind standard error.
  static var size: (columns: Int, rows: Int) { size(of: STDERR_FILENO) }

  /// The columns and rows of the terminal behind standard output.
  static var resultSize: (columns: Int, rows: Int) { size(of: STDOUT_FILENO) }

  private static func size(of descriptor: Int32) -> (columns: Int, rows: Int) {
    var size = winsize()
    guard
      ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Prepares both outputs; a program calls it before all else.
  ///
  /// A reader that goes away becomes a failed write in place of a signal that ends the program: a run
  /// goes on when the page that shows it is closed. Results that cannot be written for another reason
  /// are told at once, and the program ends with `ExitStatus.unwritableOutput`, however it ends.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    // A file that is opened must not take the number of an output that was closed by the caller.
    for (number, flags) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY),
    ]
    where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", flags)
    }
    if let problem = ResourceLimits.problem {
      printFailure(problem, hint: nil)
      _exit(ExitStatus.stepFailed.rawValue)
    }
    atexit {
      // What libraries print is held back by the C library until here.
      if fflush(nil) != 0 { Terminal.noteFailure(errno) }
      if !Terminal.canPrintResults { _exit(ExitStatus.unwritableOutput.rawValue) }
    }
  }

  /// Whether results still arrive, or have nobody who waits for them.
  static var canPrintResults: Bool { failure.withLock { $0 == nil } }

  /// Why results could not be written, in the system's number; it was told when it was found out.
  private static let failure = Mutex<Int32?>(nil)

  /// Writes results.
  static func printResult(_ text: String) {
    guard canPrintResults, let code = emit(safe(text), to: STDOUT_FILENO) else { return }
    noteFailure(code)
  }

  /// Writes what is not a result.
  static func printMessage(_ text: String) {
    // There is no other place to tell that messages cannot be written.
    _ = emit(safe(text), to: STDERR_FILENO)
  }

  /// A text whose characters steer no terminal but as the program's own colours and drawings do.
  ///
  /// The escapes are JSON's, so that documents keep their meaning. What is printed for people has been
  /// escaped before, where a name could have begun a colour.
  private static func safe(_ text: String) -> String {
    let own: Set<Unicode.Scalar> = ["\n", "\r", "\t", "\u{1B}"]
    func steers(_ scalar: Unicode.Scalar) -> Bool {
      TerminalText.isUnsafe(scalar) && !own.contains(scalar)
    }
    guard text.unicodeScalars.contains(where: steers) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      guard steers(scalar) else {
        result.unicodeScalars.append(scalar)
        return
      }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16, uppercase: true)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
  }

  private static func noteFailure(_ code: Int32) {
    guard code != EPIPE, !readerIsGone else { return }
    let isNew = failure.withLock { failure in
      defer { failure = failure ?? code }
      return failure == nil
    }
    guard isNew else { return }
    printFailure(
      "standard output cannot be written: \(String(cString: strerror(code)))",
      hint: nil
    )
  }

  /// Whether standard output is a pipe or a socket that nobody reads any more.
  private static var readerIsGone: Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    return poll(&output, 1, 0) == 1 && output.revents & Int16(POLLERR) != 0
  }

  /// Writes what went wrong and, on a line of its own, what to do about it.
  static func printFailure(_ sentence: String, hint: String?) {
    let hint = hint.map { "  hint: \(TerminalText.escaped($0))\n" } ?? ""
    printMessage("error: \(TerminalText.escaped(sentence))\n" + hint)
  }

  /// Writes what went wrong and stops nothing.
  static func printWarning(_ sentence: String) {
    printMessage("warning: \(TerminalText.escaped(sentence))\n")
  }

  /// Whether the current folder is still there.
  static var hasFolder: Bool {
    guard let current = getcwd(nil, 0) else { return errno != ENOENT }
    free(current)
    return true
  }

  /// A path as a user here would type it: relative to the current folder where it is below it.
  static func shownPath(_ path: String) -> String {
    guard let current = getcwd(nil, 0) else { return path }
    defer { free(current) }
    let prefix = String(cString: current) + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }

  /// The value of an environment variable, or nil where it is not set.
  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Writes a text and returns the number of what went wrong, or nil.
  private static func emit(_ text: String, to descriptor: Int32) -> Int32? {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count < 0 else {
        bytes = bytes.dropFirst(count)
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: wait(for: descriptor)
      default: return errno
      }
    }
    return nil
  }

  /// Waits until an output that another program made impatient takes more.
  private static func wait(for descriptor: Int32) {
    var output = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    poll(&output, 1, -1)
  }
}
