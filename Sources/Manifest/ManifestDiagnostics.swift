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
    return .error(
      "outside-workspace",
      "'\(path)' \(place)\(target == nil ? "" : " is") outside '\(root)', and a manifest reads "
        + "nothing from there",
      at: nil
    )
  }

  static func notAManifest(_ node: YAMLNode) -> Diagnostic {
    .error(
      "not-a-manifest",
      "a manifest is a mapping of keys to values, found \(node.phrase)",
      at: node.range,
      notes: ["the shortest manifest is 'manifest: 1' and 'name: my_experiment'"]
    )
  }

  static func extendsCycle(_ chain: [String], at range: SourceRange) -> Diagnostic {
    .error(
      "extends-cycle",
      "manifests extend each other in a cycle: \(chain.joined(separator: " → "))",
      at: range
    )
  }

  static func optionWithoutValue(_ file: SourceFile) -> Diagnostic {
    .error(
      "option-without-value",
      "'\(file.text.shortened)' has no '='; write a key path and a value, as in fine-tune.epochs=20",
      at: SourceRange(file: file, lower: 0, upper: file.text.utf8.count)
    )
  }

  static func noOption(_ key: String, at range: SourceRange) -> Diagnostic {
    .error(
      "not-an-option",
      "'\(key)' is followed before options are read; write it in a manifest",
      at: range
    )
  }

  static func badItem(_ range: SourceRange) -> Diagnostic {
    .error(
      "bad-item",
      "an item of a list is a number in brackets, as in fine-tune.models[0], found "
        + "'\(String(range.text).shortened)'",
      at: range
    )
  }

  static func noItems(_ path: String, at range: SourceRange) -> Diagnostic {
    .error(
      "no-items",
      path.isEmpty
        ? "a manifest is no list, so it has no items"
        : "'\(path)' is no list and has no items; set it as a whole",
      at: range
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
    return .error(
      "no-such-item",
      "'\(path)' has no item '[\(index)]'; \(found)",
      at: range
    )
  }

  static func variedOption(_ path: String, axis: String, at range: SourceRange) -> Diagnostic {
    .error(
      "varied-option",
      "the matrix varies '\(axis)', so no experiment would have this '\(path)'",
      at: range,
      notes: ["to do one value alone, write --set 'matrix.\(axis)=[VALUE]'"]
    )
  }

  static func sameValues(_ node: YAMLNode, path: String, first: SourceRange?) -> Diagnostic {
    .error(
      "same-variants",
      "this value of 'matrix.\(path)' means the same as an earlier one; leave one out",
      at: node.range,
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
    return .error(
      "same-variants",
      "two variants of the matrix are the same experiment"
        + (immaterial.isEmpty
          ? "" : " but for \(immaterial.joined(separator: " and ")), which changes no result"),
      at: range.firstLine,
      notes: names.enumerated().map {
        "the \($0 == 0 ? "earlier" : "later") one is \($1)"
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
    return .error(
      "matrix-too-large",
      "the matrix has \(number) combinations, and \(limit) are the most; give it fewer "
        + "values or key paths",
      at: node.range,
      notes: excludes ? ["what 'exclude' leaves out counts too"] : []
    )
  }

  static func experimentsTooLarge(
    _ matrix: SourceRange?,
    experiments: Int,
    bytes: Int,
    limit: Int
  ) -> Diagnostic {
    .error(
      "matrix-too-large",
      "the matrix makes \(experiments) experiments with up to \(bytes) bytes in the texts "
        + "and lists of each, more than \(limit) in all; give it fewer values, or shorten the lists",
      at: matrix
    )
  }

  static func excludesUnvaried(
    _ choice: Matrix.Choice,
    path: String,
    axes: [String]
  ) -> Diagnostic {
    .error(
      "excludes-nothing",
      "'\(path)' names '\(choice.path)', which the matrix does not vary",
      at: choice.written.range,
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
    return .error(
      "excludes-nothing",
      "'\(path)' has a '\(choice.path)' of \(choice.text.shortened), which the "
        + "matrix does not try",
      at: choice.written.range,
      notes: ["it tries \(shown)\(values.count > 20 ? " and more" : "")"]
    )
  }

  static func nothingLeft(_ list: YAMLNode) -> Diagnostic {
    .error(
      "nothing-left",
      "'matrix.exclude' leaves no combination, so there is nothing to do",
      at: list.range
    )
  }

  static func extendsTooDeep(at range: SourceRange, limit: Int) -> Diagnostic {
    .error(
      "extends-too-deep",
      "more than \(limit) manifests extend each other here in a row",
      at: range
    )
  }

  static func tooManyFiles(at range: SourceRange, limit: Int) -> Diagnostic {
    .error(
      "too-many-files",
      "the manifest extends more than \(limit) files; those from here on were not read",
      at: range
    )
  }

  static func tooMuchText(at range: SourceRange?, limit: Int) -> Diagnostic {
    .error(
      "too-much-text",
      "with this file the manifest and what it extends have more than \(limit) bytes",
      at: range
    )
  }

  static func notVaried(_ path: String, reason: String, at range: SourceRange) -> Diagnostic {
    .error(
      "not-varied",
      "'matrix' cannot vary '\(path)'; \(reason)",
      at: range
    )
  }

  static func tooManyErrors(limit: Int, at range: SourceRange?) -> Diagnostic {
    .error(
      "too-many-errors",
      "there are more than \(limit) errors; those from here on are not shown",
      at: range
    )
  }
}
