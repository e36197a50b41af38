/// Text without what a reader overlooks: letter case, and how much white space stands between words.
struct FoldedText: Hashable {
  /// Lower-case UTF-8 with one space where there was white space, and none at the ends.
  let bytes: [UInt8]

  /// Folds a text.
  init(_ text: some Collection<UInt8>) {
    if text.allSatisfy({ $0 < 0x80 }) {
      bytes = Self.foldedASCII(text)
    } else {
      let folded = String(decoding: text, as: UTF8.self).lowercased()
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
      bytes = Array(folded.utf8)
    }
  }

  /// A number for each word, a word being letters and digits in a row.
  var wordHashes: [UInt64] {
    var hashes: [UInt64] = []
    var hash = ContentHash()
    var inWord = false
    func end() {
      if inWord { hashes.append(hash.value) }
      hash = ContentHash()
      inWord = false
    }
    if bytes.allSatisfy({ $0 < 0x80 }) {
      for byte in bytes {
        let isWord = (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
        guard isWord else {
          end()
          continue
        }
        hash.add(byte)
        inWord = true
      }
    } else {
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        guard Self.isWord(scalar) else {
          end()
          continue
        }
        for byte in UTF8.encode(scalar).map(Array.init) ?? [] { hash.add(byte) }
        inWord = true
      }
    }
    end()
    return hashes
  }

  /// Whether another folded text stands somewhere in this one.
  func contains(_ other: FoldedText) -> Bool {
    guard let first = other.bytes.first else { return true }
    var start = 0
    while start + other.bytes.count <= bytes.count,
      let found = bytes[start...].firstIndex(of: first)
    {
      if bytes[found...].starts(with: other.bytes) { return true }
      start = found + 1
    }
    return false
  }

  private static func foldedASCII(_ text: some Collection<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for byte in text {
      switch byte {
      case 0x20, 0x09...0x0D:
        if let last = bytes.last, last != 0x20 { bytes.append(0x20) }
      case 0x41...0x5A: bytes.append(byte + 0x20)
      default: bytes.append(byte)
      }
    }
    if bytes.last == 0x20 { bytes.removeLast() }
    return bytes
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    if properties.isAlphabetic || properties.numericType != nil { return true }
    return switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }
}

/// A hash that depends on the content alone: FNV-1a (Fowler, Noll, Vo) with SplitMix64's finalizer.
struct ContentHash {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Adds a byte.
  mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  /// The hash of the bytes added so far.
  var value: UInt64 { SeededGenerator.mixed(state) }
}
