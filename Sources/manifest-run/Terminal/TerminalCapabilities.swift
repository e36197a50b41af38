#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the terminals behind the program's inputs and outputs can do.
struct TerminalCapabilities: Hashable, Sendable {
  /// The columns and rows of a terminal.
  typealias Size = (columns: Int, rows: Int)

  /// Whether standard error is a terminal on which lines can be drawn again.
  let redrawsMessages: Bool

  /// Whether standard output is a terminal on which lines can be drawn again.
  let redrawsResults: Bool

  /// Whether somebody is there who can be asked a question.
  let canAsk: Bool

  /// Whether the user wants colours (https://no-color.org).
  let allowsColor: Bool

  /// - Parameters:
  ///   - variables: The environment variables.
  ///   - isTerminal: Whether a terminal is behind a descriptor.
  init(_ variables: [String: String], isTerminal: (Int32) -> Bool) {
    let canRedraw = variables["TERM"].map { $0 != "dumb" } ?? false
    redrawsMessages = canRedraw && isTerminal(STDERR_FILENO)
    redrawsResults = canRedraw && isTerminal(STDOUT_FILENO)
    canAsk = isTerminal(STDIN_FILENO) && isTerminal(STDERR_FILENO)
    allowsColor = variables["NO_COLOR"]?.isEmpty ?? true
  }

  /// What this process's terminals can do.
  static func read(_ variables: [String: String]) -> TerminalCapabilities {
    TerminalCapabilities(variables, isTerminal: { isatty($0) == 1 })
  }

  /// The size of the terminal behind standard error just now: users resize windows.
  func messageSize() -> Size { Self.size(of: STDERR_FILENO) }

  /// The size of the terminal behind standard output just now.
  func resultSize() -> Size { Self.size(of: STDOUT_FILENO) }

  /// The places of a line of results; nil where no terminal is behind them, and lines may be of any length.
  var resultWidth: Int? { redrawsResults ? resultSize().columns : nil }

  private static func size(of descriptor: Int32) -> Size {
    var size = winsize()
    guard
      ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}
