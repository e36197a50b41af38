internal import Diagnostics
internal import YAMLBridge

/// Reads the items of `include` and `exclude` in a matrix.
struct MatrixListReader {
  /// The most items of a list.
  static let mostItems = 100

  /// What the matrix varies, as far as it could be read.
  let axes: [Matrix.Axis]

  /// What it varies with values that could not be read.
  let unreadPaths: [[String]]

  /// The combinations to add.
  func inclusions(
    _ list: YAMLNode?,
    into diagnostics: inout DiagnosticList
  ) -> [Matrix.Selection] {
    selections(list, path: "matrix.\(Matrix.includeKey)", into: &diagnostics).map(\.selection)
  }

  /// The combinations to leave out, without items that leave nothing out, which are reported.
  func exclusions(
    _ list: YAMLNode?,
    into diagnostics: inout DiagnosticList
  ) -> [Matrix.Selection] {
    let path = "matrix.\(Matrix.excludeKey)"
    let items = selections(list, path: path, into: &diagnostics)
    return items.filter { number, selection in
      leavesOut(selection, path: "\(path)[\(number)]", &diagnostics)
    }
    .map(\.selection)
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
  ) -> [(number: Int, selection: Matrix.Selection)] {
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
    var selections: [(number: Int, selection: Matrix.Selection)] = []
    for (number, item) in items.enumerated() where !diagnostics.isFull {
      let selection = selection(item, path: "\(path)[\(number)]", into: &diagnostics)
      if let selection { selections.append((number, selection)) }
    }
    return selections
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
    var choices: [Matrix.Choice] = []
    for entry in entries {
      guard let choice = MatrixReader.choice(entry, in: path, into: &diagnostics) else { continue }
      choices.append(choice)
    }
    guard choices.count == entries.count else { return nil }
    // The order of keys means nothing, so it must not decide how a combination is called.
    choices.sort { $0.path.text < $1.path.text }
    return Matrix.Selection(choices: choices, range: item.range)
  }

  /// Whether each value of an exclusion is one of the matrix; adds an error for each that is not.
  private func leavesOut(
    _ selection: Matrix.Selection,
    path: String,
    _ diagnostics: inout DiagnosticList
  ) -> Bool {
    var isSound = true
    for choice in selection.choices {
      let name = choice.path.text
      if let axis = axes.first(where: { $0.path.text == name }) {
        guard axis.place(of: choice.text) == nil else { continue }
        let values = axis.choices.map(\.text)
        diagnostics.append(.excludesNoValue(choice, path: path, values: values))
      } else if !unreadPaths.contains(where: { $0.joined(separator: ".") == name }) {
        diagnostics.append(.excludesUnvaried(choice, path: path, axes: axes.map(\.path.text)))
      }
      isSound = false
    }
    return isSound
  }
}
