internal import Diagnostics
internal import YAMLBridge

/// Reads the items of `include` and `exclude` in a matrix.
struct MatrixListReader {
  /// The most items of a list.
  static let mostItems = 100

  /// What the matrix varies, as far as it could be read.
  let axes: [Matrix.Axis]

  /// What it varies with values that could not be read.
  let unreadPaths: [String]

  /// Reads each key path with its value.
  let reader: MatrixReader

  /// The combinations to add.
  func inclusions(
    _ list: YAMLNode?,
    into diagnostics: inout DiagnosticList
  ) -> [Matrix.Selection] {
    selections(list, path: "matrix.\(Matrix.includeKey)", into: &diagnostics)
  }

  /// The combinations to leave out, without items that leave nothing out, which are reported.
  func exclusions(
    _ list: YAMLNode?,
    into diagnostics: inout DiagnosticList
  ) -> [Matrix.Selection] {
    selections(list, path: "matrix.\(Matrix.excludeKey)", into: &diagnostics)
      .filter { leavesOut($0, &diagnostics) }
  }

  /// The report of a combination that is added twice, or nil.
  func repeated(_ selections: [Matrix.Selection]) -> Diagnostic? {
    var first: [[Manifest.VariantValue]: SourceRange] = [:]
    for selection in selections {
      if let first = first[selection.values] {
        return .repeatedItem(
          selection.range,
          path: "matrix.\(Matrix.includeKey)",
          item: selection.resolved.flow,
          first: first
        )
      }
      first[selection.values] = selection.range
    }
    return nil
  }

  private func selections(
    _ list: YAMLNode?,
    path: String,
    into diagnostics: inout DiagnosticList
  ) -> [Matrix.Selection] {
    guard let list else { return [] }
    guard let items = list.sequence, !items.isEmpty else {
      diagnostics.append(.wrongType(list, path: path, expected: "a list of combinations"))
      return []
    }
    guard items.count <= Self.mostItems else {
      let allowed = 1...Self.mostItems
      diagnostics.append(.wrongCount(list, path: path, found: items.count, allowed: allowed))
      return []
    }
    return items.enumerated().compactMap { number, item in
      guard !diagnostics.isFull else { return nil }
      return selection(item, path: "\(path)[\(number)]", into: &diagnostics)
    }
  }

  private func selection(
    _ item: YAMLNode,
    path: String,
    into diagnostics: inout DiagnosticList
  ) -> Matrix.Selection? {
    guard case .mapping(let entries) = item.value, !entries.isEmpty else {
      diagnostics.append(
        .wrongType(item, path: path, expected: "a mapping from key paths to values")
      )
      return nil
    }
    var choices = entries.compactMap { reader.choice($0, in: path, into: &diagnostics) }
    guard choices.count == entries.count else { return nil }
    // The order of keys means nothing, so it must not decide how a combination is called.
    choices.sort { $0.path < $1.path }
    return Matrix.Selection(choices: choices, range: item.range, place: path)
  }

  /// Whether each value of an exclusion is one of the matrix; adds an error for each that is not.
  private func leavesOut(
    _ selection: Matrix.Selection,
    _ diagnostics: inout DiagnosticList
  ) -> Bool {
    var isSound = true
    for choice in selection.choices {
      let name = choice.path
      if let axis = axes.first(where: { $0.path == name }) {
        guard axis.choice(like: choice) == nil else { continue }
        let values = axis.choices.map(\.text)
        diagnostics.append(.excludesNoValue(choice, path: selection.place, values: values))
      } else if !unreadPaths.contains(name) {
        diagnostics.append(.excludesUnvaried(choice, path: selection.place, axes: axes.map(\.path)))
      }
      isSound = false
    }
    return isSound
  }
}
