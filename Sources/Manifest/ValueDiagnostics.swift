internal import Diagnostics
internal import YAMLBridge

// What this target can say about a single key or value that the author of a manifest wrote.

extension Diagnostic {
  // MARK: - Keys

  static func unknownKey(
    _ node: YAMLNode,
    in path: String,
    known: [String],
    free: [String],
    _ format: ManifestFormat
  ) -> Diagnostic {
    let place = path.isEmpty ? "a manifest" : "'\(path)'"
    let found = node.plainKey.map { "unknown key '\($0.shortened)' in \(place)" }
    let closest = node.plainKey.flatMap { ClosestMatch.closest(to: $0, among: free) }
    // What providers have of their own is a long list, and the page of the format has it.
    let own = format.ownKeys(below: path)
    let standard = known.filter { own[$0] == nil }
    let providers = Set(own.values.flatMap(\.self)).sorted()
    let further =
      standard.isEmpty || providers.isEmpty
      ? "" : ", and those that \(providers.quotedList) has of its own"
    let elsewhere = closest == nil ? node.plainKey.map(format.paths(ending:)) ?? [] : []
    return .error(
      "unknown-key",
      found ?? "a key of \(place) must be a word, found \(node.phrase)",
      at: node.range,
      notes: [
        "the keys of \(place) are \((further.isEmpty ? known : standard).quotedList)\(further)"
      ]
        + (elsewhere.isEmpty ? [] : ["elsewhere there is \(elsewhere.quotedList)"]),
      replacement: closest
    )
  }

  static func missingKey(_ key: Key, in node: YAMLNode, path: String) -> Diagnostic {
    let place = path.isEmpty ? "the manifest" : "'\(path)'"
    return .error(
      "missing-key",
      "\(place) has no key '\(key.name)', which must be \(key.type.phrase)",
      at: node.range.firstLine,
      notes: ["\(key.summary)"]
    )
  }

  static func noKeysBelow(_ path: String, at range: SourceRange) -> Diagnostic {
    .error(
      "no-keys-below",
      "'\(path)' is a single value and has no keys below it; set it as a whole",
      at: range
    )
  }

  // MARK: - Values

  static func wrongType(_ node: YAMLNode, path: String, expected: String) -> Diagnostic {
    var notes: [Note] = []
    var replacement: String?
    if case .scalar(let scalar) = node.value {
      if scalar.looksLikeYAML11Boolean, expected == ValueType.boolean.phrase {
        let isTrue = ["y", "yes", "on"].contains(scalar.text.lowercased())
        notes.append("'\(scalar.text)' is a text in YAML 1.2")
        replacement = isTrue ? "true" : "false"
      } else if case .null = scalar.resolved(tag: node.tag) {
        notes.append("leave the key out to get its default")
      } else if expected == ValueType.text(.nonEmpty).phrase, scalar.text.utf8.count <= 60 {
        replacement = "\"\(scalar.text)\""
      }
    }
    return .error(
      "wrong-type",
      "'\(path)' must be \(expected), found \(node.phrase)",
      at: node.range,
      notes: notes,
      replacement: replacement
    )
  }

  static func outOfRange(
    _ node: YAMLNode,
    path: String,
    expected: String,
    notes: [Note] = []
  ) -> Diagnostic {
    .error(
      "out-of-range",
      "'\(path)' must be \(expected), found \((node.plainKey ?? "").shortened)",
      at: node.range,
      notes: notes
    )
  }

  static func badText(_ node: YAMLNode, path: String, expected: String) -> Diagnostic {
    .error(
      "bad-text",
      "'\(path)' must be \(expected), found '\((node.plainKey ?? "").shortened)'",
      at: node.range
    )
  }

  static func unknownWord(
    _ node: YAMLNode,
    path: String,
    found: String,
    known: [String]
  ) -> Diagnostic {
    .error(
      "unknown-word",
      "'\(path)' must be \(ValueType.word(known).phrase), found '\(found.shortened)'",
      at: node.range,
      replacement: ClosestMatch.closest(to: found, among: known)
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
    return .error(
      "wrong-count",
      "'\(path)' must have \(wanted) items, found \(found)",
      at: node.range
    )
  }

  static func repeatedItem(
    _ range: SourceRange,
    path: String,
    item: String,
    first: SourceRange?
  ) -> Diagnostic {
    .error(
      "repeated-item",
      "'\(path)' has \(item.shortened) twice; leave one out",
      at: range,
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
