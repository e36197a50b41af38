/// Writes values as bytes in the engine's own form, the same on every machine and in every version.
///
/// Each value is a tag of one byte, the number of bytes that follow as 8 little-endian bytes, and
/// these bytes. Integers and the bit patterns of floating-point numbers are 8 little-endian bytes,
/// text is UTF-8, a list is the concatenation of its written elements.
struct CanonicalWriter {
  private(set) var bytes: [UInt8] = []

  /// Writes a text as UTF-8.
  mutating func write(_ text: String) { write(tag: "s", Array(text.utf8)) }

  /// Writes an integer.
  mutating func write(_ number: Int) {
    write(tag: "i", Self.littleEndian(UInt64(bitPattern: Int64(number))))
  }

  /// Writes a number; both zeros are written as the positive one.
  mutating func write(_ number: Double) {
    write(tag: "d", Self.littleEndian((number == 0 ? 0 : number).bitPattern))
  }

  /// Writes the value of a field under the tag of its type.
  mutating func write(_ value: FieldValue) {
    switch value {
    case .string(let text): write(text)
    case .int(let number): write(number)
    case .double(let number): write(number)
    case .bool(let flag): write(tag: "b", [flag ? 1 : 0])
    case .strings(let texts): write(tag: "S", texts) { $0.write($1) }
    case .ints(let numbers): write(tag: "I", numbers) { $0.write($1) }
    case .doubles(let numbers): write(tag: "D", numbers) { $0.write($1) }
    }
  }

  /// Writes a list under a tag, each element by a function.
  mutating func write<Element>(
    tag: Unicode.Scalar,
    _ elements: some Sequence<Element>,
    each write: (inout CanonicalWriter, Element) -> Void
  ) {
    var inner = CanonicalWriter()
    for element in elements { write(&inner, element) }
    self.write(tag: tag, inner.bytes)
  }

  private mutating func write(tag: Unicode.Scalar, _ content: [UInt8]) {
    bytes.append(UInt8(ascii: tag))
    bytes += Self.littleEndian(UInt64(content.count))
    bytes += content
  }

  private static func littleEndian(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}
