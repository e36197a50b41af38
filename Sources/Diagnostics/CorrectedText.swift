/// A text with the corrections that its diagnostics know.
package struct CorrectedText: Sendable {
  /// The text as it was read.
  package let file: SourceFile

  /// The text with all applied corrections.
  package let text: String

  /// The diagnostics whose corrections were applied, in the order of the text.
  package let applied: [Diagnostic]

  /// Applies the corrections of diagnostics to one file; nil where there is none to apply.
  ///
  /// Of corrections that overlap, the first in the text is applied and the others are left for a
  /// second time.
  package init?(_ file: SourceFile, fixing diagnostics: some Sequence<Diagnostic>) {
    var corrections: [(range: SourceRange, replacement: String, diagnostic: Diagnostic)] = []
    for diagnostic in diagnostics {
      guard let range = diagnostic.range, range.file == file,
        let replacement = diagnostic.replacement
      else { continue }
      corrections.append((range, replacement, diagnostic))
    }
    corrections.sort { $0.range.lower < $1.range.lower }
    var text = ""
    var applied: [Diagnostic] = []
    var last: SourceRange?
    for (range, replacement, diagnostic) in corrections {
      // Two that begin at one place meet there even if the first takes nothing away.
      if let last, range.lower < last.upper || range.lower == last.lower { continue }
      text += file.slice((last?.upper ?? 0)..<range.lower) + replacement
      applied.append(diagnostic)
      last = range
    }
    guard let last else { return nil }
    self.file = file
    self.applied = applied
    self.text = text + file.slice(last.upper..<file.utf8Count)
  }
}
