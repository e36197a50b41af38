internal import Diagnostics

/// What helps against characters that mean something at the start of a value.
private let quoting: Diagnostic.Note = "text that begins with this character needs quotes"

extension SyntaxErrorReader {
  /// Says in plain words what libyaml 0.2.5 says in its own (`reader.c`, `scanner.c`, `parser.c`).
  var diagnostic: Diagnostic {
    switch report.problem {
    // Encoding and memory.
    case _ where report.kind == .memory:
      .error("out-of-memory", "there is not enough memory to read the text", at: problem)
    case "control characters are not allowed" where report.kind == .reader:
      .error(
        "invalid-character",
        "the character U+\(hexadecimal(problem.text)) is not allowed in YAML",
        at: problem,
        notes: ["in double quotes it can be written as an escape"]
      )
    case _ where report.kind == .reader:
      .error("invalid-encoding", "the text is not valid UTF-8 here", at: problem)

    // Single characters: tabs, reserved ones, headers of block scalars.
    case "found character that cannot start any token":
      unexpectedCharacter
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      tabIndentation
    case "found an indentation indicator equal to 0":
      .error(
        "invalid-block-header",
        "the indentation of a block scalar is a digit from 1 to 9",
        at: problem
      )
    case "did not find expected comment or line break":
      .error(
        "unexpected-text",
        "unexpected '\(word)'; only a comment can follow here",
        at: wordRange
      )

    // Quotes.
    case "found unexpected end of stream":
      .error(
        "unclosed-quote",
        "the text ends inside quotes",
        at: problem,
        notes: opened("the quotes are opened here and never closed")
      )
    case "found unexpected document indicator":
      .error(
        "unclosed-quote",
        "'\(word)' begins a line inside quotes",
        at: wordRange,
        notes: opened("the quotes are opened here")
      )
    case "found unknown escape character":
      .error(
        "unknown-escape",
        "unknown escape '\(slice(problem.lower, characters: 2))' in double quotes",
        at: range(problem.lower, characters: 2),
        notes: ["a backslash is written '\\\\', or use single quotes, which have no escapes"]
      )
    case "did not find expected hexdecimal number":
      .error(
        "unknown-escape",
        "this escape needs hexadecimal digits: '\\xFF', '\\u00FF' or '\\U0001F600'",
        at: problem
      )
    case "found invalid Unicode character escape code":
      .error(
        "unknown-escape",
        "this escape is no Unicode character",
        at: problem,
        notes: ["characters beyond U+FFFF are written in one escape: '\\U0001F600'"]
      )

    // Indicators where nothing of their kind can begin.
    case "could not find expected ':'":
      missingColon
    case "mapping values are not allowed in this context":
      .error(
        "unexpected-mapping",
        "unexpected ':'; no mapping can begin here",
        at: problem,
        notes: [
          "text that contains ': ' needs quotes",
          "a nested mapping begins on a line of its own, indented more than its key",
        ]
      )
    case "block sequence entries are not allowed in this context":
      .error(
        "unexpected-sequence",
        "unexpected '-'; no list can begin here",
        at: problem,
        notes: ["a list begins on a line of its own, below its key", quoting]
      )
    case "mapping keys are not allowed in this context":
      .error(
        "unexpected-mapping",
        "unexpected '?'; no mapping can begin here",
        at: problem,
        notes: [quoting]
      )

    // Collections and documents that go on or end wrongly.
    case "did not find expected key":
      misplaced(id: "invalid-mapping", expected: "a key", opened("the mapping begins here"))
    case "did not find expected '-' indicator":
      misplaced(id: "invalid-sequence", expected: "'-'", opened("the list begins here"))
    case "did not find expected ',' or ']'":
      unfinished(opening: "[", closing: "]")
    case "did not find expected ',' or '}'":
      unfinished(opening: "{", closing: "}")
    case "did not find expected node content":
      missingValue
    case "did not find expected <document start>":
      .error(
        "unexpected-text",
        "unexpected '\(word)' after the end of the document",
        at: wordRange,
        notes: isFirstOnLine ? ["the indentation may be less than that of the first line"] : []
      )

    // Directives, tags and anchors.
    case "found incompatible YAML document":
      .error(
        "unsupported-version",
        "this version of YAML is not supported; use 1.2 or no directive",
        at: lineRange(problem.lower)
      )
    case "found duplicate %YAML directive", "found duplicate %TAG directive":
      .error("invalid-directive", "this directive is given twice", at: lineRange(problem.lower))
    case "found unknown directive name":
      .error(
        "invalid-directive",
        "unknown directive; only '%YAML' and '%TAG' are known",
        at: lineRange(report.contextOffset ?? report.offset)
      )
    case "found undefined tag handle":
      .error(
        "undefined-tag-handle",
        "the handle of the tag '\(word)' is not declared",
        at: wordRange,
        notes: [
          "the tags known here are '!!str', '!!int', '!!float', '!!bool', '!!null', '!!map' and '!!seq'"
        ]
      )
    case "did not find expected alphabetic or numeric character":
      .error(
        "invalid-anchor",
        "the name of an anchor or alias consists of ASCII letters, digits, '-' and '_'",
        at: problem,
        notes: [quoting]
      )
    default:
      unknownProblem
    }
  }

  private var tabIndentation: Diagnostic {
    .error("tab-indentation", "a tab is used for indentation; use spaces", at: problem)
  }

  private var unexpectedCharacter: Diagnostic {
    if file.byte(at: problem.lower) == UInt8(ascii: "\t"), isFirstOnLine { return tabIndentation }
    return .error(
      "unexpected-character",
      "no value can begin with '\(slice(problem.lower, characters: 1))'",
      at: problem,
      notes: [quoting]
    )
  }

  private var missingColon: Diagnostic {
    let key = lineRange(report.contextOffset ?? report.offset)
    return .error(
      "missing-colon",
      "expected ':' after the key '\(excerpt(key))'",
      at: key,
      notes: ["a value that goes on over several lines is indented more than its key"]
    )
  }

  private func misplaced(
    id: DiagnosticID,
    expected: String,
    _ notes: [Diagnostic.Note]
  ) -> Diagnostic {
    guard !isFirstOnLine else {
      let message = "expected \(expected) here; the indentation may be wrong"
      return .error(id, message, at: wordRange, notes: notes)
    }
    let isAfterQuote = file.byte(at: report.offset - 1) == UInt8(ascii: "'")
    return .error(
      id,
      "unexpected '\(word)' after a value; expected \(expected) on a new line",
      at: wordRange,
      notes: notes
        + (isAfterQuote ? ["in single quotes a quote is written twice: 'it''s'"] : [])
    )
  }

  private var missingValue: Diagnostic {
    guard isAtEnd else {
      return .error(
        "unexpected-character",
        "unexpected '\(word)' where a value is expected",
        at: wordRange,
        notes: [quoting]
      )
    }
    guard let bracket = report.openBracket else {
      return .error("unexpected-end", "the text ends where a value is expected", at: problem)
    }
    let opening = range(bracket, characters: 1)
    return .error(
      "unclosed-bracket",
      "'\(opening.text)' is never closed",
      at: problem,
      notes: [.init(message: "the '\(opening.text)' is opened here", range: opening)]
    )
  }

  private func unfinished(opening: String, closing: String) -> Diagnostic {
    let isNeverClosed = isAtEnd
    return .error(
      "unclosed-bracket",
      isNeverClosed
        ? "'\(opening)' is never closed" : "expected ',' or '\(closing)' before '\(word)'",
      at: isNeverClosed ? problem : wordRange,
      notes: opened("the '\(opening)' is opened here")
    )
  }

  /// What libyaml says beyond what is known of it.
  private var unknownProblem: Diagnostic {
    let context = report.context.map { " \($0)" } ?? ""
    let id: DiagnosticID =
      switch context {
      case let text where text.contains("directive"): "invalid-directive"
      case let text where text.contains("tag"): "invalid-tag"
      default: "invalid-yaml"
      }
    return .error(id, "\(report.problem)\(context)", at: problem)
  }
}

/// The number of a text's first scalar in at least four hexadecimal digits.
func hexadecimal(_ text: Substring) -> String {
  let digits = String(text.unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
