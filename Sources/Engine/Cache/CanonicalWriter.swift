/// Writes values as bytes in the engine's own form, the same on every machine and in every version.
///
/// Each value is a tag of one byte, the number of bytes that follow as 8 little-endian bytes, and
/// these bytes. Integers and the bit patterns of floating-point numbers are 8 little-endian bytes,
/// text is UTF-8, a list is the concatenation of its written elements.
struct CanonicalWriter {
  private(set) var bytes: [UInt8] = []

  init() {
    // The key of a step with a few dozen fields.
    bytes.reserveCapacity(2048)
  }

  /// Writes a text as UTF-8.
  mutating func write(_ text: String) {
    begin("s", byteCount: text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// Writes an integer.
  mutating func write(_ number: Int) {
    begin("i", byteCount: 8)
    append(UInt64(bitPattern: Int64(number)))
  }

  /// Writes a number; both zeros are written as the positive one.
  mutating func write(_ number: Double) {
    begin("d", byteCount: 8)
    append((number == 0 ? 0 : number).bitPattern)
  }

  /// Writes the value of a field under the tag of its type.
  mutating func write(_ value: FieldValue) {
    switch value {
    case .string(let text): write(text)
    case .int(let number): write(number)
    case .double(let number): write(number)
    case .bool(let flag):
      begin("b", byteCount: 1)
      bytes.append(flag ? 1 : 0)
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
    begin(tag, byteCount: 0)
    let start = bytes.count
    for element in elements { write(&self, element) }
    // The number of bytes is known now.
    let count = UInt64(bytes.count - start)
    for index in 0..<8 {
      bytes[start - 8 + index] = UInt8(truncatingIfNeeded: count >> (index * 8))
    }
  }

  private mutating func begin(_ tag: Unicode.Scalar, byteCount: Int) {
    bytes.append(UInt8(ascii: tag))
    append(UInt64(byteCount))
  }

  /// Adds 8 little-endian bytes.
  private mutating func append(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
