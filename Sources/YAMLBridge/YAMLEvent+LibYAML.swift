internal import CYAML
internal import Diagnostics

extension YAMLEvent {
  /// The Swift value of a libyaml event at UTF-8 offsets of a file; the event may be freed afterwards.
  init(_ event: yaml_event_t, at offsets: Range<Int>, in file: SourceFile) {
    // After the end of the stream libyaml gives events of no kind and without marks.
    guard let kind = unsafe Kind(event) else {
      self.init(kind: .streamEnd, offsets: file.utf8Count..<file.utf8Count)
      return
    }
    self.init(kind: kind, offsets: offsets)
    if case .scalar(let scalar) = kind { self.offsets = scalar.trimmed(offsets, in: file) }
    unsafe addProperties(of: event, in: file)
  }

  private mutating func addProperties(of event: yaml_event_t, in file: SourceFile) {
    switch unsafe event.type {
    case YAML_SCALAR_EVENT:
      anchor = unsafe string(event.data.scalar.anchor)
      tag = unsafe string(event.data.scalar.tag)
    case YAML_SEQUENCE_START_EVENT:
      anchor = unsafe string(event.data.sequence_start.anchor)
      tag = unsafe string(event.data.sequence_start.tag)
    case YAML_MAPPING_START_EVENT:
      anchor = unsafe string(event.data.mapping_start.anchor)
      tag = unsafe string(event.data.mapping_start.tag)
    default:
      return
    }
    if case .scalar = kind, tag == nil, hasLoneMark(in: file) { tag = CoreSchema.nonSpecificTag }
  }

  /// Whether a lone `!` stands before a scalar, which libyaml reads as if it had no tag.
  private func hasLoneMark(in file: SourceFile) -> Bool {
    // A node without text may have the place of the next node, whose properties are not its own.
    guard !offsets.isEmpty || anchor != nil else { return false }
    let mayHaveMark = anchor != nil || file.byte(at: offsets.lowerBound) == UInt8(ascii: "!")
    return mayHaveMark && YAMLNodeProperties(in: file, at: offsets.lowerBound).isNonSpecific
  }
}

extension YAMLEvent.Kind {
  /// What happens in a libyaml event; nil after the end of the stream.
  fileprivate init?(_ event: yaml_event_t) {
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: self = .streamStart
    case YAML_STREAM_END_EVENT: self = .streamEnd
    case YAML_DOCUMENT_START_EVENT:
      let start = unsafe event.data.document_start
      let version = unsafe start.version_directive.map {
        unsafe YAMLVersion(major: Int($0.pointee.major), minor: Int($0.pointee.minor))
      }
      self = unsafe .documentStart(version: version, isExplicit: start.implicit == 0)
    case YAML_DOCUMENT_END_EVENT:
      self = unsafe .documentEnd(isExplicit: event.data.document_end.implicit == 0)
    case YAML_ALIAS_EVENT: self = unsafe .alias(string(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT: self = unsafe .scalar(YAMLScalar(event.data.scalar))
    case YAML_SEQUENCE_START_EVENT:
      let isFlow = unsafe event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
      self = .sequenceStart(isFlow: isFlow)
    case YAML_SEQUENCE_END_EVENT: self = .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      let isFlow = unsafe event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
      self = .mappingStart(isFlow: isFlow)
    case YAML_MAPPING_END_EVENT: self = .mappingEnd
    default: return nil
    }
  }
}

extension YAMLScalar {
  /// The text of a libyaml scalar, which may hold NULs.
  fileprivate init(_ data: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar) {
    let bytes = unsafe UnsafeBufferPointer(start: data.value, count: data.length)
    let style: Style =
      switch unsafe data.style {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
      case YAML_LITERAL_SCALAR_STYLE: .literal
      case YAML_FOLDED_SCALAR_STYLE: .folded
      default: .plain
      }
    self.init(text: unsafe String(decoding: bytes, as: UTF8.self), style: style)
  }

  /// The offsets without the blank lines that libyaml counts to a block scalar.
  fileprivate func trimmed(_ offsets: Range<Int>, in file: SourceFile) -> Range<Int> {
    guard style == .literal || style == .folded else { return offsets }
    var upper = offsets.upperBound
    while upper > offsets.lowerBound, let last = file.byte(at: upper - 1),
      " \t\r\n".utf8.contains(last)
    {
      upper -= 1
    }
    return offsets.lowerBound..<upper
  }
}

/// The text of a C string of libyaml's; nil for a null pointer.
private func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
  unsafe pointer.map { unsafe String(cString: $0) }
}
