/// The resolved parameters of a step, as named and typed fields.
///
/// The order of adding does not matter. Adding one name twice is a programming error.
package struct Fingerprint: Codable, Hashable, Sendable {
  /// The fields by name.
  package private(set) var fields: [String: FieldValue] = Dictionary(minimumCapacity: 24)

  package init() {}

  /// Adds a text.
  package mutating func add(_ name: String, _ value: String) { add(name, .string(value)) }

  /// Adds an integer.
  package mutating func add(_ name: String, _ value: Int) { add(name, .int(value)) }

  /// Adds a finite number.
  package mutating func add(_ name: String, _ value: Double) { add(name, .double(value)) }

  /// Adds a flag.
  package mutating func add(_ name: String, _ value: Bool) { add(name, .bool(value)) }

  /// Adds texts in their order.
  package mutating func add(_ name: String, _ value: [String]) { add(name, .strings(value)) }

  /// Adds integers in their order.
  package mutating func add(_ name: String, _ value: [Int]) { add(name, .ints(value)) }

  /// Adds finite numbers in their order.
  package mutating func add(_ name: String, _ value: [Double]) { add(name, .doubles(value)) }

  /// Adds a digest, such as that of a content which is no input.
  package mutating func add(_ name: String, _ value: Digest) {
    add(name, .string(value.hexadecimal))
  }

  /// Adds a field; numbers must be finite.
  package mutating func add(_ name: String, _ value: FieldValue) {
    precondition(value.isFinite, "field '\(name)' is not finite")
    let previous = fields.updateValue(value, forKey: name)
    precondition(previous == nil, "field '\(name)' is added twice")
  }
}
