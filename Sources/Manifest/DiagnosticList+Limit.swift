internal import Diagnostics

extension DiagnosticList {
  /// The most errors of a manifest that are reported.
  static let mostErrors = 100

  /// Whether there are more errors than are reported, so that looking for others is in vain.
  var isFull: Bool { count > Self.mostErrors }

  /// The diagnostics by file and place, each once, with one last error in place of too many.
  ///
  /// - Parameter path: The manifest's path; its problems come first, those of options last.
  /// - Returns: The diagnostics to report.
  func limited(of path: String) -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    var result: [Diagnostic] = []
    var errors = 0
    for diagnostic in ranked(path) where seen.insert(diagnostic).inserted {
      errors += diagnostic.severity == .error ? 1 : 0
      guard errors <= Self.mostErrors else {
        return result + [.tooManyErrors(limit: Self.mostErrors, at: diagnostic.range)]
      }
      result.append(diagnostic)
    }
    return result
  }

  private func ranked(_ path: String) -> [Diagnostic] {
    let groups = Dictionary(grouping: sorted) { diagnostic in
      switch diagnostic.range?.file.name {
      case nil: 0
      case path: 1
      case Override.sourceName: 3
      default: 2
      }
    }
    return (0...3).flatMap { groups[$0] ?? [] }
  }
}
