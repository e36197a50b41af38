internal import Diagnostics

/// Turns one report of libyaml's into one error, with a look at the text around it.
struct SyntaxErrorReader {
  /// What libyaml says.
  let report: LibYAMLReport

  /// The file of which it says it.
  let file: SourceFile

  /// The UTF-8 offset from which on the file was read as YAML.
  var start = 0
}

extension SyntaxErrorReader {
  /// Whether nothing but blanks follows.
  var isAtEnd: Bool {
    file.slice(report.offset..<file.utf8Count).allSatisfy(\.isWhitespace)
  }

  /// Whether only blanks stand between the start of the line and what libyaml points to.
  var isFirstOnLine: Bool {
    let lineStart = file.offsets(ofLine: file.line(at: report.offset)).lowerBound
    return file.slice(max(start, lineStart)..<report.offset)
      .allSatisfy { $0 == " " || $0 == "\t" }
  }

  /// The character that libyaml points to; at the end of the text the place after the last one.
  var problem: SourceRange {
    guard isAtEnd else { return range(report.offset, characters: 1) }
    let blanks = file.slice(start..<report.offset).utf8.reversed()
      .prefix { " \t\r\n".utf8.contains($0) }.count
    return file.range(report.offset - blanks..<report.offset - blanks)
  }

  /// The text from there up to the next space.
  var wordRange: SourceRange {
    let upper = max(report.offset, lineRange(report.offset).upper)
    let near = file.slice(report.offset..<min(upper, report.offset + Self.longestExcerpt))
    let length = near.prefix { !$0.isWhitespace }.utf8.count
    return file.range(report.offset..<report.offset + length)
  }

  /// The same as text, shortened where it is long.
  var word: String { Self.shortened(wordRange.text) }

  /// The text from an offset to the end of its line, without spaces at the end.
  func lineRange(_ offset: Int) -> SourceRange {
    let end = file.offsets(ofLine: file.line(at: offset)).upperBound
    let start = min(offset, end)
    let blanks = file.slice(start..<end).utf8.reversed().prefix { " \t".utf8.contains($0) }.count
    return file.range(start..<end - blanks)
  }

  /// The text of a range, shortened where it is long.
  func excerpt(_ range: SourceRange) -> String {
    let upper = min(range.upper, range.lower + Self.longestExcerpt)
    return Self.shortened(file.slice(range.lower..<upper))
  }

  private static let longestExcerpt = 120

  private static func shortened(_ text: Substring) -> String {
    text.count <= 60 ? String(text) : text.prefix(50) + "…"
  }

  /// The first characters from an offset on, as a range.
  func range(_ offset: Int, characters: Int) -> SourceRange {
    file.range(offset..<offset + slice(offset, characters: characters).utf8.count)
  }

  /// The first characters from an offset on.
  func slice(_ offset: Int, characters: Int) -> String {
    // No character of a script needs more than this many bytes.
    String(file.slice(offset..<offset + characters * 32).prefix(characters))
  }

  /// A note on what libyaml was reading when it failed.
  func opened(_ message: String) -> [Diagnostic.Note] {
    report.contextOffset.map { [.init(message: message, range: range($0, characters: 1))] } ?? []
  }
}
