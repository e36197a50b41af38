/// A place in a text as people count it.
package struct SourcePosition: Hashable, Sendable {
  /// The line, from 1.
  package let line: Int

  /// The column, from 1, in Unicode scalars.
  package let column: Int

  /// Makes a position; both numbers count from 1.
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// A part of a source text, always inside it and on the borders of scalars.
package struct SourceRange: Hashable, Sendable {
  /// The source.
  package let file: SourceFile

  /// The UTF-8 offset of the first byte.
  package let lower: Int

  /// The UTF-8 offset after the last byte; not before `lower`.
  package let upper: Int

  /// Makes a range, clipped to the text; an upper end before the lower one gives an empty range.
  package init(file: SourceFile, lower: Int, upper: Int) {
    self.file = file
    self.lower = file.scalarStart(lower)
    self.upper = max(self.lower, file.scalarStart(upper))
  }

  /// The position of the first scalar.
  package var start: SourcePosition { file.position(at: lower) }

  /// The position after the last scalar.
  package var end: SourcePosition { file.position(at: upper) }

  /// The text that the range covers.
  package var text: Substring { file.slice(lower..<upper) }
}
