import Diagnostics

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The program's two outputs: results on standard output, everything else on standard error.
package enum Terminal {
  /// Whether standard error is a terminal that can be redrawn.
  package static var isInteractive: Bool {
    isatty(STDERR_FILENO) == 1 && variable("TERM") != "dumb" && variable("TERM") != nil
  }

  /// Whether standard output is a terminal.
  package static var showsResults: Bool {
    isatty(STDOUT_FILENO) == 1 && variable("TERM") != "dumb" && variable("TERM") != nil
  }

  /// Whether somebody is there who can be asked a question.
  package static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Whether the user refuses colour for all programs (https://no-color.org).
  package static var refusesColor: Bool { variable("NO_COLOR").map { !$0.isEmpty } ?? false }

  /// The columns and rows of the terminal behind standard error.
  package static var size: (columns: Int, rows: Int) { size(of: STDERR_FILENO) }

  /// The columns and rows of the terminal behind standard output.
  package static var resultSize: (columns: Int, rows: Int) { size(of: STDOUT_FILENO) }

  private static func size(of descriptor: Int32) -> (columns: Int, rows: Int) {
    var size = winsize()
    guard
      ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Makes a reader that goes away a failed write in place of a signal that ends the program.
  ///
  /// A run goes on when the page that shows it is closed.
  package static func survivesClosedPipes() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// Writes results.
  package static func printResult(_ text: String) {
    emit(text, to: STDOUT_FILENO)
  }

  /// Writes what is not a result.
  package static func printMessage(_ text: String) {
    emit(text, to: STDERR_FILENO)
  }

  /// Writes what went wrong and, on a line of its own, what to do about it.
  package static func printFailure(_ sentence: String, hint: String?) {
    let hint = hint.map { "  hint: \(TerminalText.escaped($0))\n" } ?? ""
    printMessage("error: \(TerminalText.escaped(sentence))\n" + hint)
  }

  /// Writes what went wrong and stops nothing.
  package static func printWarning(_ sentence: String) {
    printMessage("warning: \(TerminalText.escaped(sentence))\n")
  }

  /// A path as a user here would type it: relative to the current folder where it is below it.
  package static func shownPath(_ path: String) -> String {
    guard let current = getcwd(nil, 0) else { return path }
    defer { free(current) }
    let prefix = String(cString: current) + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }

  /// The value of an environment variable, or nil where it is not set.
  package static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  private static func emit(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      // A reader that went away takes no more; there is nobody left to tell.
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
