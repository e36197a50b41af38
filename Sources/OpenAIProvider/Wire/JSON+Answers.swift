internal import System

/// Answers of services, read without expectations.
///
/// Services differ in what they leave out, send as null or as an empty object, and write as a number
/// or as `"auto"`. So answers are read into this first, and each value takes from it what it needs.
extension JSON {
  /// Reads an answer, or gives nil where it is no JSON; a member that is null counts as left out.
  init?(answer bytes: [UInt8]) {
    guard let value = JSON(bytes) else { return nil }
    self = value.withoutNulls
  }

  private var withoutNulls: JSON {
    switch self {
    case .array(let items): .array(items.map(\.withoutNulls))
    case .object(let members):
      .object(
        members.filter { $0.value != .null }
          .map { Member(name: $0.name, value: $0.value.withoutNulls) }
      )
    default: self
    }
  }

  /// A text that is not empty.
  var string: String? {
    guard case .string(let text) = self, !text.isEmpty else { return nil }
    return text
  }

  var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  var integer: Int? { number.flatMap { Int(exactly: $0) } }

  /// A whole number of things; nil where there cannot be so many, or fewer than none.
  ///
  /// A million of them can be added up, and no service has more tokens, bytes or steps than that.
  var count: Int? { integer.flatMap { (0...(1 << 43)).contains($0) ? $0 : nil } }

  /// A whole number in a range; nil for one that cannot be meant.
  func integer(in range: ClosedRange<Int>) -> Int? {
    integer.flatMap { range.contains($0) ? $0 : nil }
  }

  /// An instant of this century, in seconds since 1970; nil for what no clock of a service says.
  var instant: Int? { integer(in: 946_684_800...4_102_444_800) }

  /// A loss: none is negative, so that -1 stands for what was not measured.
  var loss: Double? { number.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } }

  /// The items of a list; none where it is something else.
  var items: [JSON] {
    guard case .array(let items) = self else { return [] }
    return items
  }
}

extension JSON {
  /// An object for a service, its members in the order of their names: what is nil is left out, since
  /// strict services refuse nulls.
  ///
  /// A number is `shortest`: strict services refuse 8.0 for a batch size.
  static func request(_ members: [String: JSON?]) -> JSON {
    .object(members.compactMapValues(\.self))
  }
}

extension Int {
  /// The whole number that is nearest to another number.
  init(clamping number: Double) {
    self = Int(exactly: number.rounded()) ?? (number < 0 ? .min : .max)
  }
}
