private import Crypto

/// The SHA-256 of some content.
package struct Digest: Sendable {
  /// The 32 bytes as four big-endian numbers.
  let words: (UInt64, UInt64, UInt64, UInt64)

  /// 64 lower-case hexadecimal digits.
  package var hexadecimal: String {
    String(unsafeUninitializedCapacity: 64) { digits in
      write(to: digits)
      return 64
    }
  }

  /// Reads a digest that was written as hexadecimal digits; nil where the text is none.
  package init?(hexadecimal: some StringProtocol) {
    let digest =
      hexadecimal.utf8.withContiguousStorageIfAvailable { Digest(digits: $0) }
      ?? Array(hexadecimal.utf8).withUnsafeBufferPointer { Digest(digits: $0) }
    guard let digest else { return nil }
    self = digest
  }

  /// The digest of bytes in memory.
  package init(of bytes: some Sequence<UInt8>) {
    var hasher = Hasher()
    let added: Void? = bytes.withContiguousStorageIfAvailable {
      hasher.update(UnsafeRawBufferPointer($0))
    }
    if added == nil { hasher.update(Array(bytes)) }
    self = hasher.finalize()
  }

  /// The digest of a regular file's content.
  ///
  /// - Throws: `FileSystemError` where it cannot be read.
  package init(ofFile path: String) throws(FileSystemError) {
    self = try FileSystem.digest(ofFile: path)
  }

  fileprivate init(_ digest: SHA256.Digest) {
    words = digest.withUnsafeBytes { bytes in
      (
        Self.word(bytes, at: 0), Self.word(bytes, at: 8), Self.word(bytes, at: 16),
        Self.word(bytes, at: 24)
      )
    }
  }

  private init?(digits: UnsafeBufferPointer<UInt8>) {
    let digits = UnsafeRawBufferPointer(digits)
    guard
      digits.count == 64,
      let first = Self.number(digits, at: 0), let second = Self.number(digits, at: 16),
      let third = Self.number(digits, at: 32), let fourth = Self.number(digits, at: 48)
    else { return nil }
    words = (first, second, third, fourth)
  }

  /// Writes the 64 hexadecimal digits.
  func write(to digits: UnsafeMutableBufferPointer<UInt8>) {
    let digits = UnsafeMutableRawBufferPointer(digits)
    precondition(digits.count == 64, "a digest has 64 digits")
    Self.write(words.0, to: digits, at: 0)
    Self.write(words.1, to: digits, at: 16)
    Self.write(words.2, to: digits, at: 32)
    Self.write(words.3, to: digits, at: 48)
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The number that 16 digits stand for; nil where one of them is none.
  private static func number(_ digits: UnsafeRawBufferPointer, at offset: Int) -> UInt64? {
    guard
      let high = HexadecimalDigits.number(of: word(digits, at: offset)),
      let low = HexadecimalDigits.number(of: word(digits, at: offset + 8))
    else { return nil }
    return UInt64(high) << 32 | UInt64(low)
  }

  private static func write(
    _ number: UInt64,
    to digits: UnsafeMutableRawBufferPointer,
    at offset: Int
  ) {
    let high = HexadecimalDigits.digits(of: UInt32(truncatingIfNeeded: number >> 32))
    let low = HexadecimalDigits.digits(of: UInt32(truncatingIfNeeded: number))
    digits.storeBytes(of: high.bigEndian, toByteOffset: offset, as: UInt64.self)
    digits.storeBytes(of: low.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
  }

  /// Computes the digest of content that arrives piece by piece.
  package struct Hasher {
    private var state = SHA256()

    package init() {}

    /// Adds the next piece of the content.
    package mutating func update(_ bytes: [UInt8]) {
      bytes.withUnsafeBytes { state.update(bufferPointer: $0) }
    }

    /// Adds the next piece of the content.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
      state.update(bufferPointer: bytes)
    }

    /// The digest of everything added so far.
    package func finalize() -> Digest {
      Digest(state.finalize())
    }
  }
}

extension Digest: CustomStringConvertible {
  package var description: String { "sha256:\(hexadecimal)" }
}

extension Digest: Hashable {
  package static func == (first: Digest, second: Digest) -> Bool { first.words == second.words }

  /// One word of a SHA-256 tells contents apart as well as all four do.
  package func hash(into hasher: inout Swift.Hasher) { hasher.combine(words.0) }
}
