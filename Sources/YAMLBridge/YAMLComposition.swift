internal import Diagnostics

/// The state of composing one document.
struct YAMLComposition: ~Copyable {
  /// Thrown where the rest of the text cannot or must not be read; the reason is reported.
  private struct Stop: Error {}

  /// What is known of an anchor.
  private enum Anchor {
    /// Its node has begun; the place tells it from a later anchor of the same name.
    case open(SourceRange)

    /// Its node is complete; nil where there was an error in it.
    case complete(YAMLNode?, cost: Cost)
  }

  /// What a node adds to the counts that are limited.
  private struct Cost {
    var nodes = 0
    var bytes = 0
    var height = 0
  }

  /// What was found so far.
  private(set) var diagnostics = DiagnosticList()

  private let file: SourceFile
  private let start: Int
  private let limits: YAMLLimits
  private var parser: YAMLParser
  private var anchors: [String: Anchor] = [:]

  /// Nodes and bytes so far, and the deepest level since it was last reset.
  private var total = Cost()
  private var errorCount = 0

  /// Where the text of the nodes read so far ends, without blank lines and comments.
  private var contentEnd: Int

  /// Begins composing the text of a file from a UTF-8 offset on.
  init(_ file: SourceFile, from start: Int, limits: YAMLLimits) throws(Diagnostic) {
    self.file = file
    self.start = start
    self.limits = limits
    contentEnd = start
    parser = try YAMLParser(file, from: start)
  }

  /// Composes the only document; the result counts only where no error was found.
  mutating func document() -> YAMLNode? {
    do throws(Stop) {
      for offsets in file.foreignLineBreaks where offsets.lowerBound >= start {
        try report(.foreignLineBreak(at: file.range(offsets)))
      }
      try checkTagDirectives()
      _ = try nextEvent()
      let start = try nextEvent()
      guard case .documentStart(let version, _) = start.kind else {
        // A text without a document is null.
        return YAMLNode(plain: "", range: file.range(contentEnd..<contentEnd))
      }
      contentEnd = start.offsets.upperBound
      if let version, (version.major, version.minor) < (1, 2) {
        diagnostics.append(.oldVersion(version, at: file.range(start.offsets)))
      }
      let root = try node(at: try nextEvent(), depth: 0)
      _ = try nextEvent()
      let end = try nextEvent()
      if end.kind != .streamEnd {
        try report(.secondDocument(at: file.range(end.offsets)))
      }
      return root
    } catch {
      return nil
    }
  }
}

// MARK: - Nodes

extension YAMLComposition {
  /// The node that begins with an event, all its children included; nil where it has an error.
  private mutating func node(at event: YAMLEvent, depth: Int) throws(Stop) -> YAMLNode? {
    if case .alias(let name) = event.kind {
      contentEnd = max(contentEnd, event.offsets.upperBound)
      return try alias(name, at: file.range(event.offsets), depth: depth)
    }
    guard let anchor = event.anchor else { return try ownNode(at: event, depth: depth) }
    let outer = total
    let range = event.anchorRange(in: file) ?? file.range(event.offsets)
    anchors[anchor] = .open(range)
    total.height = depth
    let node = try ownNode(at: event, depth: depth)
    // A later anchor of the same name inside this node stays in force.
    if case .open(range) = anchors[anchor] {
      let cost = Cost(
        nodes: total.nodes - outer.nodes,
        bytes: total.bytes - outer.bytes,
        height: total.height - depth
      )
      anchors[anchor] = .complete(node, cost: cost)
    }
    total.height = max(total.height, outer.height)
    return node
  }

  private mutating func ownNode(at event: YAMLEvent, depth: Int) throws(Stop) -> YAMLNode? {
    switch event.kind {
    case .scalar(let scalar):
      return try self.scalar(scalar, at: event)
    case .sequenceStart:
      try enter(event, depth: depth + 1)
      return try sequence(at: event, depth: depth + 1)
    case .mappingStart:
      try enter(event, depth: depth + 1)
      return try mapping(at: event, depth: depth + 1)
    default:
      preconditionFailure("libyaml gave \(event.kind) where a node begins")
    }
  }

  private mutating func scalar(
    _ scalar: YAMLScalar,
    at event: YAMLEvent
  ) throws(Stop) -> YAMLNode? {
    let bytes = scalar.text.utf8.count
    guard bytes <= limits.scalarBytes else {
      let range = file.range(event.offsets)
      throw stop(.scalarTooLong(limit: limits.scalarBytes, at: range))
    }
    try add(Cost(nodes: 1, bytes: bytes), at: event.offsets)
    let range = place(of: event)
    contentEnd = max(contentEnd, range.upper)
    if let tag = event.tag, CoreSchema.value(of: scalar.text, as: tag) == nil {
      let kind = scalar.text.isEmpty ? "an empty value" : "this text"
      try report(tagProblem(tag, on: kind, at: event))
      return nil
    }
    return YAMLNode(value: .scalar(scalar), range: range, tag: event.tag)
  }

  private mutating func sequence(at start: YAMLEvent, depth: Int) throws(Stop) -> YAMLNode? {
    var isValid = try accepts(start, .seq)
    var items: [YAMLNode] = []
    while true {
      let event = try nextEvent()
      if case .sequenceEnd = event.kind {
        guard isValid else { return nil }
        return collection(.sequence(items), from: start, to: event)
      }
      guard let item = try node(at: event, depth: depth) else {
        isValid = false
        continue
      }
      items.append(item)
    }
  }

  private mutating func mapping(at start: YAMLEvent, depth: Int) throws(Stop) -> YAMLNode? {
    var isValid = try accepts(start, .map)
    var builder = YAMLMappingBuilder()
    while true {
      let event = try nextEvent()
      if case .mappingEnd = event.kind {
        guard isValid else { return nil }
        return collection(.mapping(builder.entries), from: start, to: event)
      }
      guard let key = try node(at: event, depth: depth) else {
        isValid = false
        _ = try node(at: try nextEvent(), depth: depth)
        continue
      }
      let value = try node(at: try nextEvent(), depth: depth)
      if value == nil { isValid = false }
      // The key counts even where its value has an error, so that it is not missed as a duplicate.
      if let problem = builder.add(key, value) { try report(problem) }
    }
  }
}

// MARK: - Ranges and tags

extension YAMLComposition {
  private mutating func collection(
    _ value: YAMLNode.Value,
    from start: YAMLEvent,
    to end: YAMLEvent
  ) -> YAMLNode {
    // A block collection ends in libyaml where the next token begins, comments included; so does
    // the mapping of a single pair inside brackets, which has no end of its own.
    switch start.kind {
    case .sequenceStart(isFlow: true), .mappingStart(isFlow: true):
      contentEnd = end.offsets.isEmpty ? contentEnd : end.offsets.upperBound
    default:
      break
    }
    return YAMLNode(
      value: value,
      range: file.range(start.offsets.lowerBound..<contentEnd),
      tag: start.tag
    )
  }

  /// The range of a scalar; libyaml places one without text where the next token begins.
  private func place(of event: YAMLEvent) -> SourceRange {
    let lower = event.offsets.lowerBound
    guard event.offsets.isEmpty, lower > contentEnd else { return file.range(event.offsets) }
    let follows = file.byte(at: lower - 1).map { ":-?,[{".utf8.contains($0) } ?? true
    return file.range(follows ? event.offsets : contentEnd..<contentEnd)
  }

  /// Whether the tag of a collection says what it is; reports it otherwise.
  private mutating func accepts(
    _ start: YAMLEvent,
    _ expected: CoreSchema.Tag
  ) throws(Stop) -> Bool {
    guard let tag = start.tag, tag != CoreSchema.nonSpecificTag, tag != expected.rawValue
    else { return true }
    try report(tagProblem(tag, on: expected == .seq ? "a sequence" : "a mapping", at: start))
    return false
  }

  private func tagProblem(_ tag: String, on kind: String, at event: YAMLEvent) -> Diagnostic {
    let written = event.tagRange(in: file)
    let range = written ?? file.range(event.offsets)
    return CoreSchema.Tag(rawValue: tag).map {
      .unfitTag($0, on: kind, at: range)
    } ?? .unsupportedTag(written.map { String($0.text) } ?? tag, at: range)
  }
}

// MARK: - Aliases and limits

extension YAMLComposition {
  private mutating func alias(
    _ name: String,
    at range: SourceRange,
    depth: Int
  ) throws(Stop) -> YAMLNode? {
    switch anchors[name] {
    case .complete(let node, let cost):
      guard depth + cost.height <= limits.depth else {
        throw stop(.tooDeep(limit: limits.depth, at: range))
      }
      try add(cost, at: range.lower..<range.upper)
      total.height = max(total.height, depth + cost.height)
      return node.map { YAMLNode(value: $0.value, range: range, tag: $0.tag) }
    case .open(let anchor):
      try report(.recursiveAlias(name, at: range, anchor: anchor))
    case nil:
      // Suggesting costs time for each anchor, and nobody names a thousand of them by hand.
      let known = anchors.count <= 1000 ? anchors.keys.sorted() : []
      let closest = ClosestMatch.closest(to: name, among: known)
      try report(.undefinedAlias(name, at: range, closest: closest))
    }
    return nil
  }

  /// Counts a collection that begins; its children are not read where it lies too deep.
  private mutating func enter(_ event: YAMLEvent, depth: Int) throws(Stop) {
    guard depth <= limits.depth else {
      throw stop(.tooDeep(limit: limits.depth, at: file.range(event.offsets)))
    }
    total.height = max(total.height, depth)
    contentEnd = max(contentEnd, event.offsets.upperBound)
    try add(Cost(nodes: 1), at: event.offsets)
  }

  private mutating func add(_ cost: Cost, at offsets: Range<Int>) throws(Stop) {
    total.nodes += cost.nodes
    total.bytes += cost.bytes
    guard total.nodes <= limits.nodes else {
      throw stop(.tooManyNodes(limit: limits.nodes, at: file.range(offsets)))
    }
    guard total.bytes <= limits.totalScalarBytes else {
      let limit = limits.totalScalarBytes
      throw stop(.tooMuchText(limit: limit, at: file.range(offsets)))
    }
  }

  /// libyaml compares each `%TAG` directive with all before it, before it gives any event.
  private mutating func checkTagDirectives() throws(Stop) {
    // Most manifests have no such sign at all.
    let sign = UInt8(ascii: "%")
    let hasSign = unsafe file.text.utf8.withContiguousStorageIfAvailable { bytes in
      unsafe bytes.contains(sign)
    }
    guard hasSign ?? true else { return }
    var count = 0
    for line in file.line(at: start)...file.lineCount {
      let offset = max(start, file.offsets(ofLine: line).lowerBound)
      guard file.byte(at: offset) == sign else { continue }
      let range = file.range(offset..<offset + 4)
      count += range.text == "%TAG" ? 1 : 0
      if count > limits.tagDirectives {
        throw stop(.tooManyTagDirectives(limit: limits.tagDirectives, at: range))
      }
    }
  }

  private mutating func nextEvent() throws(Stop) -> YAMLEvent {
    do throws(Diagnostic) {
      return try parser.next()
    } catch {
      throw stop(error)
    }
  }

  /// Adds an error after which the composition goes on, unless there are too many.
  private mutating func report(_ error: Diagnostic) throws(Stop) {
    guard errorCount < limits.errors else {
      throw stop(.tooManyErrors(limit: limits.errors, at: error.range))
    }
    errorCount += 1
    diagnostics.append(error)
  }

  /// Adds an error after which nothing more is read.
  private mutating func stop(_ error: Diagnostic) -> Stop {
    diagnostics.append(error)
    return Stop()
  }
}
