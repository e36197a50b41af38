/// The diagnostics that the stages of a front end collect, in the order in which they were found.
package struct DiagnosticList: Sendable, Hashable {
  /// The diagnostics in the order in which they were added.
  package private(set) var diagnostics: [Diagnostic] = []

  /// Whether an error is among them.
  package private(set) var hasErrors = false

  /// Makes an empty list.
  package init() {}

  /// Adds a diagnostic.
  package mutating func append(_ diagnostic: Diagnostic) {
    diagnostics.append(diagnostic)
    hasErrors = hasErrors || diagnostic.severity == .error
  }

  /// Adds all diagnostics of a sequence, such as another list.
  package mutating func append(contentsOf others: some Sequence<Diagnostic>) {
    for diagnostic in others { append(diagnostic) }
  }

  /// The diagnostics by file, in the order in which the files appear first, then by place.
  ///
  /// Those without a place come first; those at one place keep their order.
  package var sorted: [Diagnostic] {
    var ranks: [SourceFile: Int] = [:]
    let keyed = diagnostics.enumerated().map { order, diagnostic in
      let rank = diagnostic.range.map { range in
        if let known = ranks[range.file] { return known }
        ranks[range.file] = ranks.count
        return ranks.count - 1
      }
      let key = (rank ?? -1, diagnostic.range?.lower ?? 0, diagnostic.range?.upper ?? 0, order)
      return (key: key, diagnostic: diagnostic)
    }
    return keyed.sorted { $0.key < $1.key }.map(\.diagnostic)
  }
}

extension DiagnosticList: RandomAccessCollection {
  /// The position of the first diagnostic.
  package var startIndex: Int { diagnostics.startIndex }

  /// The position after the last diagnostic.
  package var endIndex: Int { diagnostics.endIndex }

  /// The diagnostic that was added at a position.
  package subscript(position: Int) -> Diagnostic { diagnostics[position] }
}
