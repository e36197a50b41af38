import ArgumentParser
import Diagnostics

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
  var usesColor: Bool { !noColor && !Terminal.refusesColor && Terminal.isInteractive }

  /// Prints what a stage found in the manifest, with a count at the end where there is an error.
  func print(_ diagnostics: DiagnosticList) {
    guard !diagnostics.isEmpty else { return }
    Terminal.printMessage(DiagnosticFormatter(color: usesColor).text(for: diagnostics) + "\n")
    let errors = diagnostics.count { $0.severity == .error }
    guard errors > 0 else { return }
    Terminal.printMessage("\(errors) \(errors == 1 ? "error" : "errors")\n")
  }
}

/// Results for programs in place of people.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print one JSON object on standard output.")
  var json = false
}
