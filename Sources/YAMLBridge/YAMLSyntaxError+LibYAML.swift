internal import Diagnostics

extension YAMLSyntaxError {
  /// Says in plain words what libyaml says in its own.
  init(_ report: LibYAMLReport, in file: SourceFile) {
    let reader = SyntaxErrorReader(report: report, file: file)
    self =
      reader.characterError() ?? reader.quoteError() ?? reader.placementError()
      ?? reader.collectionError() ?? reader.directiveError() ?? reader.otherError()
  }
}

/// The sentences on the left are those of libyaml 0.2.5 (`reader.c`, `scanner.c`, `parser.c`).
extension SyntaxErrorReader {
  /// Errors in single characters: tabs, reserved ones, headers of block scalars.
  fileprivate func characterError() -> YAMLSyntaxError? {
    switch report.problem {
    case "found character that cannot start any token":
      return unexpectedCharacter()
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      return error("tab-indentation", "a tab is used for indentation; use spaces", at: problem)
    case "found an indentation indicator equal to 0":
      return error(
        "invalid-block-header",
        "the indentation of a block scalar is a digit from 1 to 9",
        at: problem
      )
    case "did not find expected comment or line break":
      return error(
        "unexpected-text",
        "unexpected '\(word)'; only a comment can follow here",
        at: wordRange
      )
    default:
      return nil
    }
  }

  /// Errors inside quotes.
  fileprivate func quoteError() -> YAMLSyntaxError? {
    switch report.problem {
    case "found unexpected end of stream":
      return error(
        "unclosed-quote",
        "the text ends inside quotes",
        at: problem,
        opened("the quotes are opened here and never closed")
      )
    case "found unexpected document indicator":
      return error(
        "unclosed-quote",
        "'\(word)' begins a line inside quotes",
        at: wordRange,
        opened("the quotes are opened here")
      )
    case "found unknown escape character":
      return error(
        "unknown-escape",
        "unknown escape '\(slice(problem.lower, characters: 2))' in double quotes",
        at: range(problem.lower, characters: 2),
        [note("a backslash is written '\\\\', or use single quotes, which have no escapes")]
      )
    case "did not find expected hexdecimal number":
      return error(
        "unknown-escape",
        "this escape needs hexadecimal digits: '\\xFF', '\\u00FF' or '\\U0001F600'",
        at: problem
      )
    case "found invalid Unicode character escape code":
      return error(
        "unknown-escape",
        "this escape is no Unicode character",
        at: problem,
        [note("characters beyond U+FFFF are written in one escape: '\\U0001F600'")]
      )
    default:
      return nil
    }
  }

  /// Indicators where nothing of their kind can begin.
  fileprivate func placementError() -> YAMLSyntaxError? {
    switch report.problem {
    case "could not find expected ':'":
      return missingColon()
    case "mapping values are not allowed in this context":
      return error(
        "unexpected-mapping",
        "unexpected ':'; no mapping can begin here",
        at: problem,
        [
          note("text that contains ': ' needs quotes"),
          note("a nested mapping begins on a line of its own, indented more than its key"),
        ]
      )
    case "block sequence entries are not allowed in this context":
      return error(
        "unexpected-sequence",
        "unexpected '-'; no list can begin here",
        at: problem,
        [note("a list begins on a line of its own, below its key"), note(quoting)]
      )
    case "mapping keys are not allowed in this context":
      return error(
        "unexpected-mapping",
        "unexpected '?'; no mapping can begin here",
        at: problem,
        [note(quoting)]
      )
    default:
      return nil
    }
  }

  /// Collections and documents that go on or end wrongly.
  fileprivate func collectionError() -> YAMLSyntaxError? {
    switch report.problem {
    case "did not find expected key":
      return misplaced(
        id: "invalid-mapping",
        expected: "a key",
        opened("the mapping begins here")
      )
    case "did not find expected '-' indicator":
      return misplaced(
        id: "invalid-sequence",
        expected: "'-'",
        opened("the list begins here")
      )
    case "did not find expected ',' or ']'":
      return unfinished(opening: "[", closing: "]")
    case "did not find expected ',' or '}'":
      return unfinished(opening: "{", closing: "}")
    case "did not find expected node content":
      return missingValue()
    case "did not find expected <document start>":
      let advice = "the indentation may be less than that of the first line"
      return error(
        "unexpected-text",
        "unexpected '\(word)' after the end of the document",
        at: wordRange,
        isFirstOnLine ? [note(advice)] : []
      )
    default:
      return nil
    }
  }

  /// Errors of directives, tags and anchors.
  fileprivate func directiveError() -> YAMLSyntaxError? {
    switch report.problem {
    case "found incompatible YAML document":
      return error(
        "unsupported-version",
        "this version of YAML is not supported; use 1.2 or no directive",
        at: lineRange(problem.lower)
      )
    case "found duplicate %YAML directive", "found duplicate %TAG directive":
      return error(
        "invalid-directive",
        "this directive is given twice",
        at: lineRange(problem.lower)
      )
    case "found unknown directive name":
      return error(
        "invalid-directive",
        "unknown directive; only '%YAML' and '%TAG' are known",
        at: lineRange(report.contextOffset ?? report.offset)
      )
    case "found undefined tag handle":
      return error(
        "undefined-tag-handle",
        "the handle of the tag '\(word)' is not declared",
        at: wordRange,
        [
          note(
            "the tags known here are '!!str', '!!int', '!!float', '!!bool', '!!null', "
              + "'!!map' and '!!seq'"
          )
        ]
      )
    case "did not find expected alphabetic or numeric character":
      return error(
        "invalid-anchor",
        "the name of an anchor or alias consists of ASCII letters, digits, '-' and '_'",
        at: problem,
        [note(quoting)]
      )
    default:
      return nil
    }
  }

  /// Errors of encoding and memory, and what libyaml may say beyond what is known of it.
  fileprivate func otherError() -> YAMLSyntaxError {
    switch (report.kind, report.problem) {
    case (.memory, _):
      return error("out-of-memory", "there is not enough memory to read the text", at: problem)
    case (.reader, "control characters are not allowed"):
      let scalar = problem.text.unicodeScalars.first?.value ?? 0
      return error(
        "invalid-character",
        "the character U+\(Self.hexadecimal(scalar)) is not allowed in YAML",
        at: problem,
        [note("in double quotes it can be written as an escape")]
      )
    case (.reader, _):
      return error("invalid-encoding", "the text is not valid UTF-8 here", at: problem)
    default:
      return fallback()
    }
  }

  private func unexpectedCharacter() -> YAMLSyntaxError {
    if file.byte(at: problem.lower) == UInt8(ascii: "\t"), isFirstOnLine {
      return error("tab-indentation", "a tab is used for indentation; use spaces", at: problem)
    }
    let name = slice(problem.lower, characters: 1)
    return error(
      "unexpected-character",
      "no value can begin with '\(name)'",
      at: problem,
      [note(quoting)]
    )
  }

  private func missingColon() -> YAMLSyntaxError {
    let start = report.contextOffset ?? report.offset
    let key = lineRange(start)
    return error(
      "missing-colon",
      "expected ':' after the key '\(excerpt(key))'",
      at: key,
      [note("a value that goes on over several lines is indented more than its key")]
    )
  }

  private func misplaced(
    id: DiagnosticID,
    expected: String,
    _ notes: [Diagnostic.Note]
  ) -> YAMLSyntaxError {
    guard !isFirstOnLine else {
      return error(
        id,
        "expected \(expected) here; the indentation may be wrong",
        at: wordRange,
        notes
      )
    }
    let isAfterQuote = file.byte(at: report.offset - 1) == UInt8(ascii: "'")
    let advice = "in single quotes a quote is written twice: 'it''s'"
    return error(
      id,
      "unexpected '\(word)' after a value; expected \(expected) on a new line",
      at: wordRange,
      isAfterQuote ? notes + [note(advice)] : notes
    )
  }

  private func missingValue() -> YAMLSyntaxError {
    guard isAtEnd else {
      return error(
        "unexpected-character",
        "unexpected '\(word)' where a value is expected",
        at: wordRange,
        [note(quoting)]
      )
    }
    guard let bracket = report.openBracket else {
      return error("unexpected-end", "the text ends where a value is expected", at: problem)
    }
    let opening = range(bracket, characters: 1)
    return error(
      "unclosed-bracket",
      "'\(opening.text)' is never closed",
      at: problem,
      [Diagnostic.Note(message: "the '\(opening.text)' is opened here", range: opening)]
    )
  }

  private func unfinished(opening: String, closing: String) -> YAMLSyntaxError {
    let notes = opened("the '\(opening)' is opened here")
    if isAtEnd {
      return error("unclosed-bracket", "'\(opening)' is never closed", at: problem, notes)
    }
    return error(
      "unclosed-bracket",
      "expected ',' or '\(closing)' before '\(word)'",
      at: wordRange,
      notes
    )
  }

  private func fallback() -> YAMLSyntaxError {
    let context = report.context.map { " \($0)" } ?? ""
    let id: DiagnosticID =
      switch context {
      case let text where text.contains("directive"): "invalid-directive"
      case let text where text.contains("tag"): "invalid-tag"
      default: "invalid-yaml"
      }
    return error(id, "\(report.problem)\(context)", at: problem)
  }
}
