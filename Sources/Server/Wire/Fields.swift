import System

/// The members of a request's body, read leniently: null is the same as nothing at all.
struct Fields {
  private var members: [String: JSON] = [:]

  /// No members.
  init() {}

  /// The members of an object.
  ///
  /// - Throws: `APIError` where the bytes are no JSON object.
  init(_ bytes: [UInt8]) throws(APIError) {
    guard let json = JSON(parsing: bytes) else {
      throw .invalid(
        "We could not parse the JSON body of your request, or it has more than \(JSON.mostValues) values."
      )
    }
    try self.init(json, param: nil)
  }

  /// The members of an object that is the value of a field.
  init(_ json: JSON, param: String?) throws(APIError) {
    guard case .object(let members) = json else {
      throw .invalid("\(param.map { "'\($0)'" } ?? "the body") must be an object", param: param)
    }
    self.members = Dictionary(
      members.filter { $0.value != .null }.map { ($0.name, $0.value) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The names of the members that are not null, in the order of the alphabet.
  var names: [String] { members.keys.sorted() }

  /// Takes the members that are read, and refuses all others.
  ///
  /// - Parameters:
  ///   - names: The members that are read.
  ///   - refused: The members that are known and not done, with the values that are the same as none.
  ///   - words: What is said of an unknown member's name and value.
  /// - Throws: `APIError` for a member that is not known, or asks for what is not done here.
  func allowOnly(
    _ names: Set<String>,
    refusing refused: [(name: String, neutral: [JSON])] = [],
    as words: (String, JSON) -> String
  ) throws(APIError) {
    let known = names.union(refused.map(\.name))
    for name in self.names where !known.contains(name) {
      throw .invalid(words(name, members[name] ?? .null), param: name)
    }
    for (name, neutral) in refused {
      guard let value = members[name], !neutral.contains(value) else { continue }
      let values = neutral.map(\.description).joined(separator: " or ")
      let exception = neutral.isEmpty ? "" : " other than \(values)"
      throw .invalid("'\(name)'\(exception) is not offered here", param: name)
    }
  }

  /// The members but for those of a value.
  func without(_ value: JSON) -> Fields {
    var fields = self
    fields.members = members.filter { $0.value != value }
    return fields
  }

  /// The value of a member as it is.
  subscript(name: String) -> JSON? { members[name] }

  /// A string, or nil where there is none.
  func string(_ name: String) throws(APIError) -> String? {
    guard let value = members[name] else { return nil }
    guard let text = value.text else { throw wrong(name, "a string", value) }
    return text
  }

  /// A string that must be there.
  func requiredString(_ name: String) throws(APIError) -> String {
    guard let text = try string(name) else {
      throw .invalid("you must provide a '\(name)' parameter", param: name)
    }
    return text
  }

  /// A whole number, written as such, as a number without a fraction, or in a string.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
    try value(name, "a whole number", in: range) { value in
      switch value {
      case .integer(let number): number
      case .number(let number): Int(exactly: number)
      case .string(let text): Int(text)
      default: nil
      }
    }
  }

  /// A number.
  func number(_ name: String, in range: ClosedRange<Double>) throws(APIError) -> Double? {
    try value(name, "a number", in: range) { value in
      switch value {
      case .integer(let number): Double(number)
      case .number(let number): number
      case .string(let text): Double(text)
      default: nil
      }
    }
  }

  private func value<Value>(
    _ name: String,
    _ kind: String,
    in range: ClosedRange<Value>,
    _ read: (JSON) -> Value?
  ) throws(APIError) -> Value? {
    guard let value = members[name] else { return nil }
    guard let found = read(value), range.contains(found) else {
      throw wrong(name, "\(kind) from \(range.lowerBound) to \(range.upperBound)", value)
    }
    return found
  }

  /// A truth value.
  func boolean(_ name: String) throws(APIError) -> Bool? {
    guard let value = members[name] else { return nil }
    guard case .boolean(let bool) = value else { throw wrong(name, "true or false", value) }
    return bool
  }

  /// The members of a nested object.
  func object(_ name: String) throws(APIError) -> Fields? {
    guard let value = members[name] else { return nil }
    return try Fields(value, param: name)
  }

  /// A string or a list of strings.
  func strings(_ name: String, atMost limit: Int) throws(APIError) -> [String]? {
    guard let value = members[name] else { return nil }
    if let text = value.text { return [text] }
    guard case .array(let items) = value else {
      throw wrong(name, "a string or a list of strings", value)
    }
    let texts = items.compactMap(\.text)
    guard texts.count == items.count, items.count <= limit else {
      throw wrong(name, "a string or a list of at most \(limit) strings", value)
    }
    return texts
  }

  private func wrong(_ name: String, _ allowed: String, _ found: JSON) -> APIError {
    let text = "\(found)"
    let shown = text.count > 40 ? "\(text.prefix(40))…" : text
    return .invalid("'\(name)' must be \(allowed), found \(shown)", param: name)
  }
}
