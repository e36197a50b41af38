internal import Diagnostics
internal import YAMLBridge

// What this target can say about a single key or value that the author of a manifest wrote.

extension Diagnostic {
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
  var phrase: String {
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
