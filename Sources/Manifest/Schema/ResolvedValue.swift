package import Diagnostics

/// A value of a resolved manifest together with where it was written.
package struct ResolvedValue: Sendable {
  /// The value itself; mappings keep the order of the format.
  package indirect enum Content: Sendable {
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([ResolvedValue])
    case mapping([(key: String, value: ResolvedValue)])

    /// A list that is a format's default.
    package static func defaultList(_ items: [Content]) -> Content {
      .list(items.map { ResolvedValue($0) })
    }
  }

  package var content: Content

  /// Where the value was written, in a manifest or an option; nil for a default of the format.
  package var range: SourceRange?

  init(_ content: Content, range: SourceRange? = nil) {
    self.content = content
    self.range = range
  }

  /// The keys and values of a mapping; nil for anything else.
  var mapping: [(key: String, value: ResolvedValue)]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// Another value that was written at the same place.
  func with(_ content: Content) -> ResolvedValue { ResolvedValue(content, range: range) }

  /// The value of a key, or nil where it has none.
  package subscript(key: String) -> ResolvedValue? { mapping?.first { $0.key == key }?.value }

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
    guard let value, let mapping else { return self }
    return with(.mapping(mapping + [(key, value)]))
  }

  /// This mapping with the value at a path of keys replaced; what the path lacks is made.
  func replacing(_ path: String, with replacement: ResolvedValue) -> ResolvedValue {
    changed(at: path.split(separator: ".")[...], to: replacement)
  }

  /// This mapping without the value at a path of keys.
  func removing(_ path: String) -> ResolvedValue {
    changed(at: path.split(separator: ".")[...], to: nil)
  }

  private func changed(
    at path: ArraySlice<Substring>,
    to replacement: ResolvedValue?
  ) -> ResolvedValue {
    guard let key = path.first else { return replacement ?? self }
    var entries = mapping ?? []
    let index = entries.firstIndex { $0.key == key }
    switch (index, replacement) {
    case (nil, nil): return self
    case (nil, _):
      let value = with(.mapping([])).changed(at: path.dropFirst(), to: replacement)
      entries.append((String(key), value))
    case (let index?, nil) where path.count == 1: entries.remove(at: index)
    case (let index?, _):
      entries[index].value = entries[index].value.changed(at: path.dropFirst(), to: replacement)
    }
    return with(.mapping(entries))
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

  /// The item of a list that is a word; nil where there is none.
  func item(_ word: some RawRepresentable<String>) -> ResolvedValue? {
    list.first { $0.string == word.rawValue }
  }

  func required(_ key: String) -> ResolvedValue {
    guard let value = self[key] else { preconditionFailure("no key '\(key)'") }
    return value
  }
}
