/// What may stand as the value of a key, and how a value of this type is described to people.
package indirect enum ValueType: Sendable {
  /// Any text that a rule accepts.
  case text(TextRule)

  /// A whole number in a range.
  case integer(ClosedRange<Int>)

  /// A number in a range.
  case number(NumberRange)

  case boolean

  /// One of a few words.
  case word([String])

  /// A list whose items are all of one type.
  case list(of: ValueType, count: ClosedRange<Int>, unique: Bool)

  /// A mapping with known keys.
  case mapping([Key])

  /// A mapping from key paths of this format to lists of values.
  case matrix

  /// A scalar of one type or a list of another; the value's shape decides.
  case scalarOrList(scalar: ValueType, list: ValueType)
}

extension ValueType {
  /// What a text must look like.
  package enum TextRule: Sendable {
    /// At least one character.
    case nonEmpty

    /// Letters, digits, dots, dashes and underscores, as in a file name.
    case name

    /// `builtin`, or the path of a file of pairs.
    case pairs

    /// A length of time.
    case timeSpan
  }

  /// The numbers from a lower bound to an upper one.
  package struct NumberRange: Hashable, Sendable {
    /// Every finite number.
    static let any = NumberRange(
      lower: -.greatestFiniteMagnitude,
      includesLower: true,
      upper: .greatestFiniteMagnitude
    )

    package var lower: Double
    package var includesLower: Bool
    package var upper: Double

    package init(lower: Double, includesLower: Bool, upper: Double) {
      self.lower = lower
      self.includesLower = includesLower
      self.upper = upper
    }

    /// Whether a number is in the range.
    func contains(_ number: Double) -> Bool {
      (includesLower ? number >= lower : number > lower) && number <= upper
    }
  }
}

extension ValueType {
  /// The type as the end of the sentence "'epochs' must be …".
  var phrase: String {
    switch self {
    case .text(.nonEmpty): "a text"
    case .text(.name): "a name of letters, digits, '.', '-' and '_'"
    case .text(.pairs): "'builtin' or the path of a .jsonl, .csv or .tsv file"
    case .text(.timeSpan): "a length of time: \(TimeSpan.forms)"
    case .integer(let range):
      range.lowerBound == range.upperBound ? String(range.lowerBound) : Self.phrase(for: range)
    case .number(let range): range.phrase
    case .boolean: "true or false"
    case .word(let words): words.count == 1 ? "'\(words[0])'" : "one of \(words.quotedList)"
    case .list(let item, _, _): "a list, each item \(item.phrase)"
    case .mapping: "a mapping"
    case .matrix: "a mapping from key paths to lists"
    case .scalarOrList(let scalar, let list): "\(scalar.phrase), or \(list.phrase)"
    }
  }

  private static func phrase(for range: ClosedRange<Int>) -> String {
    range.upperBound == .max
      ? "a whole number of at least \(range.lowerBound)"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
  }
}

extension ValueType.NumberRange {
  fileprivate var phrase: String {
    guard self != .any else { return "a number" }
    let bound =
      includesLower ? "a number of at least \(lower.plain)" : "a number above \(lower.plain)"
    return upper == .infinity ? bound : "\(bound) and at most \(upper.plain)"
  }
}

extension Double {
  /// The shortest decimal notation, without a trailing `.0`.
  package var plain: String {
    let text = description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension Sequence<String> {
  /// The texts in quotes, with commas between them.
  package var quotedList: String { map { "'\($0)'" }.joined(separator: ", ") }
}
