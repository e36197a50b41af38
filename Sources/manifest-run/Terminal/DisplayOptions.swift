import ArgumentParser
import Diagnostics
import Report

/// How much is said, and in which form.
struct DisplayOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say nothing but errors and results.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say why each step runs and what providers tell.")
  var verbose = false

  @Flag(name: .customLong("no-color"), help: "Use no colour; NO_COLOR in the environment does too.")
  var noColor = false

  func validate() throws {
    if quiet && verbose {
      throw ValidationError("'--quiet' and '--verbose' exclude each other; leave one out")
    }
  }

  /// Whether messages on standard error are coloured.
  func usesColor(on terminal: TerminalCapabilities) -> Bool {
    !noColor && terminal.allowsColor && terminal.redrawsMessages
  }

  /// How results on standard output are coloured.
  func resultStyle(on terminal: TerminalCapabilities) -> TerminalStyle {
    TerminalStyle(usesColor: !noColor && terminal.allowsColor && terminal.redrawsResults)
  }

  /// Prints what a stage found in the manifest, with a count at the end where there is an error.
  func print(_ diagnostics: DiagnosticList, on terminal: TerminalCapabilities) {
    guard !diagnostics.isEmpty else { return }
    let formatter = DiagnosticFormatter(color: usesColor(on: terminal))
    Terminal.printMessage(formatter.text(for: diagnostics) + "\n")
    let errors = diagnostics.count { $0.severity == .error }
    guard errors > 0 else { return }
    Terminal.printMessage("\(Decimals.counted(errors, "error"))\n")
  }
}

/// Results for programs in place of people.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print one JSON object on standard output.")
  var json = false
}
