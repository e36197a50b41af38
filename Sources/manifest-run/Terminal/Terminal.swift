import Diagnostics
import Synchronization
import System

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The program's two outputs: results on standard output, everything else on standard error.
enum Terminal {
  /// Prepares both outputs; a program calls it before all else.
  ///
  /// A reader that goes away becomes a failed write in place of a signal that ends the program: a run
  /// goes on when the page that shows it is closed. Results that cannot be written for another reason
  /// are told at once, and `finish` says with which status the program ends.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    // A file that is opened must not take the number of an output that was closed by the caller.
    for (number, flags) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY),
    ]
    where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", flags)
    }
  }

  /// Writes what the C library still holds back, and returns the exit status; a program calls it last.
  ///
  /// - Parameter status: The exit status where all results were written.
  /// - Returns: That status, or `ExitStatus.unwritableOutput`.
  static func finish(with status: Int32) -> Int32 {
    // What libraries print is held back until here.
    if fflush(nil) != 0 { noteFailure(errno) }
    return canPrintResults ? status : ExitStatus.unwritableOutput.rawValue
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

  /// A text without control characters other than those of the program's own colours and drawings.
  ///
  /// The escapes are JSON's, so that documents keep their meaning. What is printed for people has been
  /// escaped before, where a name could have begun a colour.
  private static func safe(_ text: String) -> String {
    let own: Set<Unicode.Scalar> = ["\n", "\r", "\t", "\u{1B}"]
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      TerminalText.isUnsafe(scalar) && !own.contains(scalar)
    }
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      guard isControl(scalar) else {
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
    printFailure("standard output cannot be written: \(Errno(rawValue: code))")
  }

  /// Whether standard output is a pipe or a socket that nobody reads any more.
  private static var readerIsGone: Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    return poll(&output, 1, 0) == 1 && output.revents & Int16(POLLERR) != 0
  }

  /// Writes what went wrong and, on a line of its own, what to do about it.
  static func printFailure(_ sentence: String, hint: String? = nil) {
    let hint = hint.map { "  hint: \(TerminalText.escaped($0))\n" } ?? ""
    printMessage("error: \(TerminalText.escaped(sentence))\n" + hint)
  }

  /// Writes what an error says.
  static func printFailure(_ error: any HintedError) { printFailure("\(error)", hint: error.hint) }

  /// Writes what went wrong and stops nothing.
  static func printWarning(_ sentence: String) {
    printMessage("warning: \(TerminalText.escaped(sentence))\n")
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
