/// A text with the fix-its of its diagnostics applied.
package struct CorrectedText: Sendable {
  /// The text as it was read.
  package let file: SourceFile

  /// The text with all applied fixes.
  package let text: String

  /// The diagnostics whose fixes were applied, in the order of the text.
  package let applied: [Diagnostic]

  /// Applies the fixes of diagnostics to one file; nil where there is none to apply.
  ///
  /// Of fixes that overlap, the first in the text is applied and the others are left for a second
  /// time. A fix is applied as a whole or not at all.
  package init?(_ file: SourceFile, fixing diagnostics: some Sequence<Diagnostic>) {
    var fixes: [(edits: [Diagnostic.TextEdit], diagnostic: Diagnostic)] = []
    for diagnostic in diagnostics {
      guard let edits = diagnostic.fix?.edits, edits.allSatisfy({ $0.range.file == file }) else {
        continue
      }
      fixes.append((edits.sorted { $0.range.lower < $1.range.lower }, diagnostic))
    }
    fixes.sort { ($0.edits.first?.range.lower ?? 0) < ($1.edits.first?.range.lower ?? 0) }
    var edits: [Diagnostic.TextEdit] = []
    var applied: [Diagnostic] = []
    for fix in fixes where !fix.edits.contains(where: { edit in edits.contains(where: edit.meets) })
    {
      edits += fix.edits
      applied.append(fix.diagnostic)
    }
    guard !edits.isEmpty else { return nil }
    self.file = file
    self.applied = applied
    edits.sort { $0.range.lower < $1.range.lower }
    var text = ""
    var end = 0
    for edit in edits {
      text += file.slice(end..<edit.range.lower)
      text += edit.replacement
      end = edit.range.upper
    }
    self.text = text + file.slice(end..<file.utf8Count)
  }
}

extension Diagnostic.TextEdit {
  /// Whether both change the same part of a text, or write something at the same place.
  fileprivate func meets(_ other: Diagnostic.TextEdit) -> Bool {
    range.lower == other.range.lower
      || (range.lower < other.range.upper && other.range.lower < range.upper)
  }
}
