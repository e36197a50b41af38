/// Places in UTF-8 text.
enum UTF8Check {
  /// Where the first byte stands that is not UTF-8; nil where all are.
  static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
    if bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil {
      return nil
    }
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      offset += UTF8.width(scalar)
    }
    return min(offset, bytes.count - 1)
  }

  /// The column of a byte, counted from 1 in Unicode scalars.
  static func column(of offset: Int, in line: [UInt8]) -> Int {
    1 + line.prefix(offset).count { $0 & 0xC0 != 0x80 }
  }
}
