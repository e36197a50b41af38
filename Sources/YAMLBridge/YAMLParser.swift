internal import CYAML
package import Diagnostics

/// The owner of a libyaml parser; gives the events of one text in order.
///
/// libyaml ends a line at U+0085, U+2028 and U+2029, YAML 1.2 does not. They are kept from it: another
/// character stands for each in what the events hold.
@safe
package struct YAMLParser: ~Copyable {
  private let file: SourceFile

  // On the heap, because libyaml keeps a pointer to the parser inside the parser.
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  // A copy, because libyaml keeps a pointer to the text for as long as it reads.
  private let input: UnsafeMutableBufferPointer<UInt8>

  private var failure: YAMLSyntaxError?

  /// For each open collection the offset of its bracket or brace; nil for one in block style.
  private var openBrackets: [Int?] = []

  /// Makes a parser at the start of a text.
  ///
  /// - Throws: an error where there is no memory for it.
  package init(_ file: SourceFile) throws(YAMLSyntaxError) {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    guard unsafe yaml_parser_initialize(parser) != 0 else {
      unsafe parser.deallocate()
      throw YAMLSyntaxError(LibYAMLReport(kind: .memory), in: file)
    }
    let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, file.utf8Count))
    _ = unsafe input.initialize(from: file.text.utf8)
    for range in file.foreignLineBreaks {
      // Characters of the same length, so that every offset stays right.
      let substitute = range.count == 2 ? "\u{B7}" : "\u{FFFD}"
      for (offset, byte) in zip(range, substitute.utf8) { unsafe input[offset] = byte }
    }
    // Told the encoding, libyaml does not guess at it and counts a byte order mark as a character.
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, file.utf8Count)
    self.file = file
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
  package mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
    if let failure { throw failure }
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) != 0 else {
      let failure = YAMLSyntaxError(report(), in: file)
      self.failure = failure
      throw failure
    }
    defer { unsafe yaml_event_delete(&event) }
    let result = unsafe YAMLEvent(event, in: file)
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
        ? min(Int(clamping: state.problem_offset), file.utf8Count)
        : file.offset(of: state.problem_mark),
      context: unsafe state.context.map { unsafe String(cString: $0) },
      contextOffset: unsafe state.context == nil ? nil : file.offset(of: state.context_mark),
      openBracket: openBrackets.last ?? nil
    )
  }
}
