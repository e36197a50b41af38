import Diagnostics
import Report
import Steps

/// Prints what is found in manifests as it is found, and a summary at the end.
struct ValidationRecorder {
  private let format: ValidateCommand.Format
  private let display: DisplayOptions
  private let terminal: TerminalCapabilities

  /// What was printed; manifests that extend one file share its problems.
  private var printed: Set<Diagnostic> = []

  private var manifests: [ValidatedManifest] = []
  private var errors = 0
  private var warnings = 0

  /// Whether anything is no valid manifest.
  private(set) var foundErrors = false

  /// - Parameters:
  ///   - format: How problems are told.
  ///   - display: How much is told.
  ///   - terminal: What the terminals can do.
  init(
    format: ValidateCommand.Format,
    display: DisplayOptions,
    terminal: TerminalCapabilities
  ) {
    self.format = format
    self.display = display
    self.terminal = terminal
  }

  /// Prints what was corrected.
  mutating func record(_ correction: ManifestCorrection) {
    for entry in correction.entries {
      if let failure = entry.failure {
        foundErrors = true
        Terminal.printFailure("'\(entry.path)' was not changed: \(failure)")
      }
      guard !display.quiet else { continue }
      for problem in entry.corrected {
        guard let position = problem.range?.start, let help = problem.help else { continue }
        let place = "\(entry.path):\(position.line):\(position.column)"
        Terminal.printMessage(
          TerminalText.escaped("\(place): corrected: \(help) [\(problem.id.rawValue)]")
            + "\n"
        )
      }
    }
  }

  /// Prints what was found in a manifest.
  mutating func record(_ manifest: ValidatedManifest) {
    manifests.append(manifest)
    print(manifest.diagnostics, of: manifest.path)
  }

  /// Prints what is wrong with a path that stands for no manifest.
  mutating func record(_ problem: Diagnostic, of path: String) {
    var problems = DiagnosticList()
    problems.append(problem)
    print(problems, of: path)
  }

  private mutating func print(_ diagnostics: DiagnosticList, of path: String) {
    foundErrors = foundErrors || diagnostics.hasErrors
    var new = DiagnosticList()
    for diagnostic in diagnostics where printed.insert(diagnostic).inserted {
      new.append(diagnostic)
    }
    guard !new.isEmpty else { return }
    let found = new.count { $0.severity == .error }
    errors += found
    warnings += new.count - found
    switch format {
    case .text:
      let formatter = DiagnosticFormatter(color: display.usesColor(on: terminal))
      Terminal.printMessage(formatter.text(for: new) + "\n")
    case .json:
      Terminal.printResult(
        new.map { "\($0.document(of: path))\n" }.joined()
      )
    case .github:
      Terminal.printResult(new.map { $0.workflowCommand(of: path) }.joined())
    }
  }

  /// Prints the summary in one line.
  func finish() {
    let isValid = !foundErrors
    guard format == .text, !(display.quiet && isValid) else { return }
    let counts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
      .map(Decimals.counted).joined(separator: ", ")
    let suffix = counts.isEmpty ? "" : ": \(counts)"
    let invalid = manifests.count { $0.stepCount == nil }
    switch (manifests.count, isValid) {
    case (0...1, false):
      Terminal.printMessage(counts + "\n")
    case (1, true):
      let steps = manifests[0].stepCount.map { "\($0)" } ?? ""
      let path = TerminalText.escaped(manifests[0].path)
      Terminal.printMessage("\(path) is valid: \(steps)\(warnings > 0 ? ", \(counts)" : "")\n")
    case (_, true):
      Terminal.printMessage("\(manifests.count) manifests are valid\(suffix)\n")
    case (_, false) where invalid == 0:
      // What is wrong is no manifest: a folder without one, or a file that was not changed.
      let told = counts.isEmpty ? "" : "; \(counts) beside them"
      Terminal.printMessage("\(manifests.count) manifests are valid\(told)\n")
    case (_, false):
      let verb = invalid == 1 ? "is" : "are"
      Terminal.printMessage("\(invalid) of \(manifests.count) manifests \(verb) invalid\(suffix)\n")
    }
  }
}
