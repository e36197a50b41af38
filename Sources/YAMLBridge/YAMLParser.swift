internal import CYAML
package import Diagnostics

/// The owner of a libyaml parser; gives the events of one text in order.
///
/// libyaml ends a line at U+0085, U+2028 and U+2029, YAML 1.2 does not. They are kept from it: another
/// character stands for each in what the events hold.
@safe
package struct YAMLParser: ~Copyable {
  private let file: SourceFile
  private let start: Int

  // On the heap, because libyaml keeps a pointer to the parser inside the parser.
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  // A copy, because libyaml keeps a pointer to the text for as long as it reads.
  private let input: UnsafeMutableBufferPointer<UInt8>

  private var failure: Diagnostic?

  /// For each open collection the offset of its bracket or brace; nil for one in block style.
  private var openBrackets: [Int?] = []

  /// Makes a parser at a UTF-8 offset of a file.
  ///
  /// - Throws: an error where there is no memory for it.
  package init(_ file: SourceFile, from start: Int = 0) throws(Diagnostic) {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    guard unsafe yaml_parser_initialize(parser) != 0 else {
      unsafe parser.deallocate()
      let report = LibYAMLReport(kind: .memory)
      throw SyntaxErrorReader(report: report, file: file, start: start).diagnostic
    }
    let count = file.utf8Count - start
    let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, count))
    _ = unsafe input.initialize(from: file.text.utf8.dropFirst(start))
    for range in file.foreignLineBreaks where range.lowerBound >= start {
      // Characters of the same length, so that every offset stays right.
      let substitute = range.count == 2 ? "\u{B7}" : "\u{FFFD}"
      for (offset, byte) in zip(range, substitute.utf8) { unsafe input[offset - start] = byte }
    }
    // Told the encoding, libyaml does not guess at it and counts a byte order mark as a character.
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, count)
    self.file = file
    self.start = start
    unsafe self.parser = unsafe parser
    unsafe self.input = unsafe input
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe input.deallocate()
  }

  /// The next event; after the end of the stream the end again.
  ///
  /// - Throws: what is wrong with the text and where; every later call throws it again.
  package mutating func next() throws(Diagnostic) -> YAMLEvent {
    if let failure { throw failure }
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) != 0 else {
      let failure = SyntaxErrorReader(report: report(), file: file, start: start).diagnostic
      self.failure = failure
      throw failure
    }
    defer { unsafe yaml_event_delete(&event) }
    let lower = unsafe offset(of: event.start_mark)
    let upper = unsafe max(lower, offset(of: event.end_mark))
    let result = unsafe YAMLEvent(event, at: lower..<upper, in: file)
    noteBracket(of: result)
    return result
  }

  private mutating func noteBracket(of event: YAMLEvent) {
    switch event.kind {
    case .sequenceStart(let isFlow), .mappingStart(let isFlow):
      // The text begins with anchor and tag and ends with the bracket.
      openBrackets.append(isFlow ? event.offsets.upperBound - 1 : nil)
    case .sequenceEnd, .mappingEnd:
      openBrackets.removeLast()
    default:
      break
    }
  }
}

extension YAMLParser {
  /// The UTF-8 offset of a libyaml mark.
  ///
  /// Of its numbers only the index is used: libyaml ends lines at more characters than editors do.
  private func offset(of mark: yaml_mark_t) -> Int {
    file.offset(ofScalar: file.scalarIndex(at: start) + Int(clamping: mark.index))
  }

  /// What libyaml says about its failure.
  private func report() -> LibYAMLReport {
    let state = unsafe parser.pointee
    let kind: LibYAMLReport.Kind =
      switch unsafe state.error {
      case YAML_MEMORY_ERROR: .memory
      case YAML_READER_ERROR: .reader
      default: .grammar
      }
    return unsafe LibYAMLReport(
      kind: kind,
      problem: unsafe state.problem.map { unsafe String(cString: $0) } ?? "",
      offset: kind == .reader
        ? start + min(Int(clamping: state.problem_offset), file.utf8Count - start)
        : offset(of: state.problem_mark),
      context: unsafe state.context.map { unsafe String(cString: $0) },
      contextOffset: unsafe state.context == nil ? nil : offset(of: state.context_mark),
      openBracket: openBrackets.last ?? nil
    )
  }
}
