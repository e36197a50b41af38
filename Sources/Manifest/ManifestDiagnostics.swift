internal import Diagnostics
internal import YAMLBridge

// Every sentence that this target can say about what the author of a manifest wrote.

extension Diagnostic {
  // MARK: - Files and composition

  /// A file that lies where a manifest may not read.
  static func outsideWorkspace(_ path: String, root: String) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "outside-workspace",
      message: "'\(path)' is outside '\(root)', and a manifest reads nothing from there",
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
    at range: SourceRange
  ) -> Diagnostic {
    let names = [earlier, later].map { values in
      values.map { "\($0.path)=\($0.value.shortened)" }.joined(separator: ", ")
    }
    return Diagnostic(
      severity: .error,
      id: "same-variants",
      message: "two variants of the matrix are the same experiment",
      range: range.firstLine,
      notes: names.enumerated().map {
        .init(message: "the \($0 == 0 ? "earlier" : "later") one is \($1)")
      }
    )
  }

  static func matrixTooLarge(_ node: YAMLNode, limit: Int) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "matrix-too-large",
      message: "the matrix has more than \(limit) combinations; give it fewer values or key paths",
      range: node.range
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
      message: "'\(path)' names '\(choice.shown.path)', which the matrix does not vary",
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
        "'\(path)' has a '\(choice.shown.path)' of \(choice.shown.value.shortened), which the "
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

  // MARK: - Keys

  static func unknownKey(
    _ node: YAMLNode,
    in path: String,
    known: [String],
    free: [String]
  ) -> Diagnostic {
    let place = path.isEmpty ? "a manifest" : "'\(path)'"
    let found = node.plainKey.map { "unknown key '\($0.shortened)' in \(place)" }
    let closest = node.plainKey.flatMap { ClosestMatch.closest(to: $0, among: free) }
    let elsewhere = closest == nil ? node.plainKey.map(ManifestSchema.paths(ending:)) ?? [] : []
    return Diagnostic(
      severity: .error,
      id: "unknown-key",
      message: found ?? "a key of \(place) must be a word, found \(node.phrase)",
      range: node.range,
      notes: [.init(message: "the keys of \(place) are \(known.quotedList)")]
        + (elsewhere.isEmpty ? [] : [.init(message: "elsewhere there is \(elsewhere.quotedList)")]),
      fix: closest.map { .replacing(node.range, with: $0) }
    )
  }

  static func missingKey(_ key: Key, in node: YAMLNode, path: String) -> Diagnostic {
    let place = path.isEmpty ? "the manifest" : "'\(path)'"
    return Diagnostic(
      severity: .error,
      id: "missing-key",
      message: "\(place) has no key '\(key.name)', which must be \(key.type.phrase)",
      range: node.range.firstLine,
      notes: [.init(message: key.summary)]
    )
  }

  static func noKeysBelow(_ path: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "no-keys-below",
      message: "'\(path)' is a single value and has no keys below it; set it as a whole",
      range: range
    )
  }

  // MARK: - Values

  static func wrongType(_ node: YAMLNode, path: String, expected: String) -> Diagnostic {
    var notes: [Note] = []
    var fix: FixIt?
    if case .scalar(let scalar) = node.value {
      if scalar.looksLikeYAML11Boolean, expected == ValueType.boolean.phrase {
        let isTrue = ["y", "yes", "on"].contains(scalar.text.lowercased())
        notes.append(.init(message: "'\(scalar.text)' is a text in YAML 1.2"))
        fix = .replacing(node.range, with: isTrue ? "true" : "false")
      } else if case .null = scalar.resolved(tag: node.tag) {
        notes.append(.init(message: "leave the key out to get its default"))
      } else if expected == ValueType.text(.nonEmpty).phrase, scalar.text.utf8.count <= 60 {
        fix = .replacing(node.range, with: "\"\(scalar.text)\"")
      }
    }
    return Diagnostic(
      severity: .error,
      id: "wrong-type",
      message: "'\(path)' must be \(expected), found \(node.phrase)",
      range: node.range,
      notes: notes,
      fix: fix
    )
  }

  static func outOfRange(
    _ node: YAMLNode,
    path: String,
    expected: String,
    notes: [Note] = []
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "out-of-range",
      message: "'\(path)' must be \(expected), found \((node.plainKey ?? "").shortened)",
      range: node.range,
      notes: notes
    )
  }

  static func badText(_ node: YAMLNode, path: String, expected: String) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "bad-text",
      message: "'\(path)' must be \(expected), found '\((node.plainKey ?? "").shortened)'",
      range: node.range
    )
  }

  static func unknownWord(
    _ node: YAMLNode,
    path: String,
    found: String,
    known: [String]
  ) -> Diagnostic {
    let closest = ClosestMatch.closest(to: found, among: known)
    return Diagnostic(
      severity: .error,
      id: "unknown-word",
      message: "'\(path)' must be \(ValueType.word(known).phrase), found '\(found.shortened)'",
      range: node.range,
      fix: closest.map { .replacing(node.range, with: $0) }
    )
  }

  static func wrongCount(
    _ node: YAMLNode,
    path: String,
    found: Int,
    allowed: ClosedRange<Int>
  ) -> Diagnostic {
    let wanted =
      allowed.lowerBound == allowed.upperBound
      ? "exactly \(allowed.lowerBound)"
      : allowed.lowerBound == 0
        ? "at most \(allowed.upperBound)" : "\(allowed.lowerBound) to \(allowed.upperBound)"
    return Diagnostic(
      severity: .error,
      id: "wrong-count",
      message: "'\(path)' must have \(wanted) items, found \(found)",
      range: node.range
    )
  }

  static func repeatedItem(
    _ range: SourceRange,
    path: String,
    item: String,
    first: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "repeated-item",
      message: "'\(path)' has \(item.shortened) twice; leave one out",
      range: range,
      notes: [.init(message: "first written here", range: first)]
    )
  }
}

extension YAMLNode {
  /// What the node is, as the end of a sentence.
  fileprivate var phrase: String {
    switch value {
    case .mapping(let entries): entries.isEmpty ? "an empty mapping" : "a mapping"
    case .sequence(let nodes): nodes.isEmpty ? "an empty list" : "a list"
    case .scalar(let scalar):
      switch scalar.resolved(tag: tag) {
      case .null: "nothing"
      case .bool: "\(scalar.text)"
      case .integer, .number: "the number \(scalar.text.shortened)"
      case .string(let text): text.isEmpty ? "an empty text" : "the text '\(text.shortened)'"
      }
    }
  }
}

extension String {
  /// The beginning of a long text.
  var shortened: String { utf8.count > 60 && count > 60 ? prefix(57) + "…" : self }
}
