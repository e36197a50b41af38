package import Diagnostics

/// A value of a resolved manifest together with where it comes from.
package struct ResolvedValue: Sendable {
  /// Where a value was written.
  package enum Origin: Sendable {
    /// In a manifest or in an option of the command line.
    case written(SourceRange)

    /// Nowhere: it is the format's default.
    case formatDefault
  }

  /// The value itself; mappings keep the order of the format.
  package indirect enum Content: Sendable {
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([ResolvedValue])
    case mapping([(key: String, value: ResolvedValue)])

    /// A list that is a format's default.
    static func defaultList(_ items: [Content]) -> Content {
      .list(items.map { ResolvedValue($0, origin: .formatDefault) })
    }
  }

  package var content: Content
  package var origin: Origin

  init(_ content: Content, origin: Origin) {
    self.content = content
    self.origin = origin
  }

  /// Where the value was written, or nil for a default.
  package var range: SourceRange? {
    guard case .written(let range) = origin else { return nil }
    return range
  }

  /// The value of a key, or nil where it has none.
  package subscript(key: String) -> ResolvedValue? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// The value at a path of keys such as `dataset.guidance.repeats`, or nil where there is none.
  package func value(at path: String) -> ResolvedValue? {
    // Asked dozens of times for each experiment, so the keys are no texts of their own.
    var value = self
    var rest = path.utf8[...]
    while !rest.isEmpty {
      let key = rest.prefix { $0 != UInt8(ascii: ".") }
      rest = rest[key.endIndex...].dropFirst()
      guard !key.isEmpty else { continue }
      guard
        case .mapping(let entries) = value.content,
        let entry = entries.first(where: {
          $0.key.utf8.count == key.count && $0.key.utf8.elementsEqual(key)
        })
      else { return nil }
      value = entry.value
    }
    return value
  }
}

extension ResolvedValue {
  /// The value at a path of single keys, or nil where there is none.
  func value(at keys: ArraySlice<String>) -> ResolvedValue? {
    keys.reduce(self) { value, key in value?[key] }
  }

  /// How many bytes the texts and lists in this value have.
  var byteCount: Int {
    switch content {
    case .string(let text): text.utf8.count
    case .list(let items): items.reduce(0) { $0 + Self.bytesOfItem + $1.byteCount }
    case .mapping(let entries): entries.reduce(0) { $0 + $1.value.byteCount }
    case .boolean, .integer, .number: 0
    }
  }

  /// What an item of a list counts beside its text.
  static let bytesOfItem = 32

  /// This mapping with one more key at its end, or itself where there is no value for it.
  func adding(_ value: ResolvedValue?, forKey key: String) -> ResolvedValue {
    guard let value, case .mapping(let entries) = content else { return self }
    return ResolvedValue(.mapping(entries + [(key, value)]), origin: origin)
  }
}

extension ResolvedValue {
  /// This mapping with the value at a path of keys replaced; what the path lacks is made.
  func replacing(_ path: ArraySlice<String>, with replacement: ResolvedValue) -> ResolvedValue {
    replacing(path, with: Optional(replacement)) ?? self
  }

  /// This mapping with the values at some paths of keys replaced, in order; what the paths lack is made.
  func replacing(
    _ replacements: ArraySlice<(path: ArraySlice<String>, value: ResolvedValue)>
  ) -> ResolvedValue {
    let whole = replacements.prefix { $0.path.isEmpty }
    let value = whole.last?.value ?? self
    var rest = replacements[whole.endIndex...]
    guard let (path, replacement) = rest.first else { return value }
    guard rest.count > 1 else { return value.replacing(path, with: replacement) }
    var entries: [(key: String, value: ResolvedValue)] = []
    if case .mapping(let existing) = value.content { entries = existing }
    while let key = rest.first?.path.first {
      // Those of one key at once, since each change copies the mapping.
      let inner = rest.prefix { $0.path.first == key }
      rest = rest[inner.endIndex...]
      let below = inner.map { (path: $0.path.dropFirst(), value: $0.value) }[...]
      if let index = entries.firstIndex(where: { $0.key == key }) {
        entries[index].value = entries[index].value.replacing(below)
      } else {
        let nothing = ResolvedValue(.mapping([]), origin: value.origin)
        entries.append((key, nothing.replacing(below)))
      }
    }
    return ResolvedValue(.mapping(entries), origin: value.origin)
  }

  /// This mapping without the value at a path of keys.
  func removing(_ path: ArraySlice<String>) -> ResolvedValue {
    replacing(path, with: nil) ?? self
  }

  private func replacing(
    _ path: ArraySlice<String>,
    with replacement: ResolvedValue?
  ) -> ResolvedValue? {
    guard let key = path.first else { return replacement }
    var entries: [(key: String, value: ResolvedValue)] = []
    if case .mapping(let existing) = content { entries = existing }
    let index = entries.firstIndex { $0.key == key }
    let below = index.map { entries[$0].value } ?? ResolvedValue(.mapping([]), origin: origin)
    let value = below.replacing(path.dropFirst(), with: replacement)
    switch (index, value) {
    case (let index?, let value?): entries[index].value = value
    case (let index?, nil): entries.remove(at: index)
    case (nil, let value?): entries.append((key, value))
    case (nil, nil): break
    }
    return ResolvedValue(.mapping(entries), origin: origin)
  }
}

// The reader has checked every value against the format, so a mismatch below is a bug of ours.
extension ResolvedValue {
  package var boolean: Bool {
    guard case .boolean(let value) = content else { preconditionFailure("not a boolean") }
    return value
  }

  package var integer: Int {
    guard case .integer(let value) = content else { preconditionFailure("not a whole number") }
    return value
  }

  package var number: Double {
    switch content {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: preconditionFailure("not a number")
    }
  }

  package var string: String {
    guard case .string(let value) = content else { preconditionFailure("not a text") }
    return value
  }

  package var list: [ResolvedValue] {
    guard case .list(let items) = content else { preconditionFailure("not a list") }
    return items
  }

  func required(_ key: String) -> ResolvedValue {
    guard let value = self[key] else { preconditionFailure("no key '\(key)'") }
    return value
  }
}
