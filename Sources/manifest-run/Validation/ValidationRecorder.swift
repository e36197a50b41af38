import Diagnostics
import Steps

/// Tells what was found in manifests as it is found, and what it came to at the end.
struct ValidationRecorder {
  private let format: ValidateCommand.Format
  private let display: DisplayOptions

  /// What was told; manifests that extend one file share its problems.
  private var told: Set<Diagnostic> = []

  private var manifests: [ValidatedManifest] = []
  private var errors = 0
  private var warnings = 0

  /// Whether anything is no valid manifest.
  private(set) var foundErrors = false

  init(format: ValidateCommand.Format, display: DisplayOptions) {
    self.format = format
    self.display = display
  }

  /// Tells what was corrected.
  mutating func record(_ correction: ManifestCorrection) {
    for entry in correction.entries {
      if let failure = entry.failure {
        foundErrors = true
        Terminal.printFailure("'\(entry.path)' was not changed: \(failure)", hint: nil)
      }
      guard !display.quiet else { continue }
      for problem in entry.corrected {
        guard let position = problem.range?.start, let fix = problem.fix else { continue }
        let place = "\(entry.path):\(position.line):\(position.column)"
        Terminal.printMessage(
          TerminalText.escaped("\(place): corrected: \(fix.message) [\(problem.id.rawValue)]")
            + "\n"
        )
      }
    }
  }

  /// Tells what was found in a manifest.
  mutating func record(_ manifest: ValidatedManifest) {
    manifests.append(manifest)
    tell(manifest.diagnostics, of: manifest.path)
  }

  /// Tells what is wrong with a path that stands for no manifest.
  mutating func record(_ problem: Diagnostic, of path: String) {
    var problems = DiagnosticList()
    problems.append(problem)
    tell(problems, of: path)
  }

  private mutating func tell(_ diagnostics: DiagnosticList, of path: String) {
    foundErrors = foundErrors || diagnostics.hasErrors
    var new = DiagnosticList()
    for diagnostic in diagnostics where told.insert(diagnostic).inserted { new.append(diagnostic) }
    guard !new.isEmpty else { return }
    let found = new.count { $0.severity == .error }
    errors += found
    warnings += new.count - found
    switch format {
    case .text:
      let formatter = DiagnosticFormatter(color: display.usesColor)
      Terminal.printMessage(formatter.text(for: new) + "\n")
    case .json:
      Terminal.printResult(
        new.map { JSONDocument.line(DiagnosticDocument($0, of: path)) + "\n" }.joined()
      )
    case .github:
      Terminal.printResult(new.map { WorkflowCommand($0, of: path).text }.joined())
    }
  }

  /// Says in one line what it came to.
  func finish() {
    let isValid = !foundErrors
    guard format == .text, !(display.quiet && isValid) else { return }
    let counts = [Self.count(errors, "error"), Self.count(warnings, "warning")]
      .compactMap(\.self).joined(separator: ", ")
    let suffix = counts.isEmpty ? "" : ": \(counts)"
    let invalid = manifests.count { $0.stepCount == nil }
    switch (manifests.count, isValid) {
    case (0...1, false):
      Terminal.printMessage(counts + "\n")
    case (1, true):
      let steps = manifests[0].stepCount.flatMap { Self.count($0, "step") } ?? ""
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

  /// A number of things, or nil for none.
  private static func count(_ number: Int, _ noun: String) -> String? {
    number == 0 ? nil : "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
