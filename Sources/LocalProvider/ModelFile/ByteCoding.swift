/// Writes numbers and strings one after another, little-endian.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  /// Adds a whole number in its own width.
  mutating func write(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Adds a length of 32 bits and then that many bytes.
  mutating func write(_ value: [UInt8]) {
    write(UInt32(value.count))
    bytes.append(contentsOf: value)
  }
}

/// Reads what `ByteWriter` wrote; every function returns nil where the bytes end too early.
struct ByteReader {
  private var rest: ArraySlice<UInt8>

  /// A reader at the start of some bytes.
  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  /// Whether all bytes were read.
  var isAtEnd: Bool { rest.isEmpty }

  /// The next whole number.
  mutating func read<Value: FixedWidthInteger>(_ type: Value.Type) -> Value? {
    let size = MemoryLayout<Value>.size
    guard rest.count >= size else { return nil }
    defer { rest = rest.dropFirst(size) }
    return rest.prefix(size).reversed().reduce(0) { ($0 << 8) | Value(truncatingIfNeeded: $1) }
  }

  /// The next bytes with their length before them.
  mutating func readBytes() -> [UInt8]? {
    guard let count = read(UInt32.self), rest.count >= Int(count) else { return nil }
    defer { rest = rest.dropFirst(Int(count)) }
    return Array(rest.prefix(Int(count)))
  }
}
