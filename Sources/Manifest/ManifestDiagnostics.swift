internal import Diagnostics
internal import YAMLBridge

// What this target can say about files, options and how they are composed to one manifest.

extension Diagnostic {
  // MARK: - Files and composition

  /// A file that lies where a manifest may not read.
  /// - Parameters:
  ///   - path: What is read.
  ///   - root: The folder that it must be in.
  ///   - target: Where a symbolic link leads.
  /// - Returns: The error, without a place.
  static func outsideWorkspace(
    _ path: String,
    root: String,
    target: String? = nil
  ) -> Diagnostic {
    let place = target.map { "leads to '\($0)', which" } ?? "is"
    return Diagnostic(
      severity: .error,
      id: "outside-workspace",
      message:
        "'\(path)' \(place)\(target == nil ? "" : " is") outside '\(root)', and a manifest reads "
        + "nothing from there",
      range: nil
    )
  }

  static func notAManifest(_ node: YAMLNode) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "not-a-manifest",
      message: "a manifest is a mapping of keys to values, found \(node.phrase)",
      range: node.range,
      notes: [.init(message: "the shortest manifest is 'manifest: 1' and 'name: my_experiment'")]
    )
  }

  static func extendsCycle(_ chain: [String], at range: SourceRange) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "extends-cycle",
      message: "manifests extend each other in a cycle: \(chain.joined(separator: " → "))",
      range: range
    )
  }

  static func optionWithoutValue(_ file: SourceFile) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "option-without-value",
      message:
        "'\(file.text.shortened)' has no '='; write a key path and a value, as in fine-tune.epochs=20",
      range: SourceRange(file: file, lower: 0, upper: file.text.utf8.count)
    )
  }

  static func noOption(_ key: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "not-an-option",
      message: "'\(key)' is followed before options are read; write it in a manifest",
      range: range
    )
  }

  static func badItem(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "bad-item",
      message: "an item of a list is a number in brackets, as in fine-tune.models[0], found "
        + "'\(String(range.text).shortened)'",
      range: range
    )
  }

  static func noItems(_ path: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "no-items",
      message: path.isEmpty
        ? "a manifest is no list, so it has no items"
        : "'\(path)' is no list and has no items; set it as a whole",
      range: range
    )
  }

  static func noSuchItem(
    _ index: Int,
    of node: YAMLNode?,
    path: String,
    at range: SourceRange
  ) -> Diagnostic {
    let found =
      switch node?.value {
      case .sequence(let items):
        items.isEmpty
          ? "it is an empty list"
          : "it has \(items.count) items, '[0]' to '[\(items.count - 1)]'"
      case nil: "it has none"
      default: "it is \(node?.phrase ?? "nothing")"
      }
    return Diagnostic(
      severity: .error,
      id: "no-such-item",
      message: "'\(path)' has no item '[\(index)]'; \(found)",
      range: range
    )
  }

  static func variedOption(_ path: String, axis: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "varied-option",
      message: "the matrix varies '\(axis)', so no experiment would have this '\(path)'",
      range: range,
      notes: [.init(message: "to do one value alone, write --set 'matrix.\(axis)=[VALUE]'")]
    )
  }

  static func sameValues(_ node: YAMLNode, path: String, first: SourceRange) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "same-variants",
      message: "this value of 'matrix.\(path)' means the same as an earlier one; leave one out",
      range: node.range,
      notes: [.init(message: "the earlier value is here", range: first)]
    )
  }

  static func sameVariants(
    _ earlier: [Manifest.VariantValue],
    _ later: [Manifest.VariantValue],
    butFor immaterial: [String],
    at range: SourceRange
  ) -> Diagnostic {
    let names = [earlier, later].map { values in
      values.map { "\($0.path)=\($0.value.shortened)" }.joined(separator: ", ")
    }
    return Diagnostic(
      severity: .error,
      id: "same-variants",
      message: "two variants of the matrix are the same experiment"
        + (immaterial.isEmpty
          ? "" : " but for \(immaterial.joined(separator: " and ")), which changes no result"),
      range: range.firstLine,
      notes: names.enumerated().map {
        .init(message: "the \($0 == 0 ? "earlier" : "later") one is \($1)")
      }
    )
  }

  /// - Parameters:
  ///   - node: The matrix.
  ///   - count: How many combinations it has; the largest number where there are more.
  ///   - limit: How many it may have.
  /// - Returns: The error.
  static func matrixTooLarge(_ node: YAMLNode, count: Int, limit: Int) -> Diagnostic {
    let number = count == .max ? "more than \(count)" : "\(count)"
    let excludes = node[Matrix.excludeKey] != nil
    return Diagnostic(
      severity: .error,
      id: "matrix-too-large",
      message: "the matrix has \(number) combinations, and \(limit) are the most; give it fewer "
        + "values or key paths",
      range: node.range,
      notes: excludes ? [.init(message: "what 'exclude' leaves out counts too")] : []
    )
  }

  static func experimentsTooLarge(
    _ matrix: SourceRange?,
    experiments: Int,
    bytes: Int,
    limit: Int
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "matrix-too-large",
      message: "the matrix makes \(experiments) experiments with up to \(bytes) bytes in the texts "
        + "and lists of each, more than \(limit) in all; give it fewer values, or shorten the lists",
      range: matrix
    )
  }

  static func excludesUnvaried(
    _ choice: Matrix.Choice,
    path: String,
    axes: [String]
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "excludes-nothing",
      message: "'\(path)' names '\(choice.path.text)', which the matrix does not vary",
      range: choice.written.range,
      notes: [
        .init(
          message: axes.isEmpty
            ? "the matrix varies nothing" : "the matrix varies \(axes.quotedList)"
        )
      ]
    )
  }

  static func excludesNoValue(
    _ choice: Matrix.Choice,
    path: String,
    values: [String]
  ) -> Diagnostic {
    let shown = values.prefix(20).map(\.shortened).joined(separator: ", ")
    return Diagnostic(
      severity: .error,
      id: "excludes-nothing",
      message:
        "'\(path)' has a '\(choice.path.text)' of \(choice.text.shortened), which the "
        + "matrix does not try",
      range: choice.written.range,
      notes: [.init(message: "it tries \(shown)\(values.count > 20 ? " and more" : "")")]
    )
  }

  static func nothingLeft(_ list: YAMLNode) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "nothing-left",
      message: "'matrix.exclude' leaves no combination, so there is nothing to do",
      range: list.range
    )
  }

  static func extendsTooDeep(at range: SourceRange, limit: Int) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "extends-too-deep",
      message: "more than \(limit) manifests extend each other here in a row",
      range: range
    )
  }

  static func tooManyFiles(at range: SourceRange, limit: Int) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "too-many-files",
      message: "the manifest extends more than \(limit) files; those from here on were not read",
      range: range
    )
  }

  static func tooMuchText(at range: SourceRange?, limit: Int) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "too-much-text",
      message: "with this file the manifest and what it extends have more than \(limit) bytes",
      range: range
    )
  }

  static func notVaried(_ path: String, reason: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "not-varied",
      message: "'matrix' cannot vary '\(path)'; \(reason)",
      range: range
    )
  }

  static func tooManyErrors(limit: Int, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "too-many-errors",
      message: "there are more than \(limit) errors; those from here on are not shown",
      range: range
    )
  }
}
