private import Crypto
package import System

/// The SHA-256 of some content.
package struct Digest: Sendable {
  /// The 32 bytes as four big-endian numbers.
  let words: (UInt64, UInt64, UInt64, UInt64)

  /// 64 lower-case hexadecimal digits.
  package var hexadecimal: String {
    String(unsafeUninitializedCapacity: 64) { digits in
      for (word, number) in [words.0, words.1, words.2, words.3].enumerated() {
        for digit in 0..<16 {
          let value = UInt8(truncatingIfNeeded: number >> (60 - 4 * digit)) & 0xF
          digits[16 * word + digit] =
            value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
        }
      }
      return 64
    }
  }

  /// Reads a digest that was written as 64 lower-case hexadecimal digits; nil where the text is none.
  package init?(hexadecimal: some StringProtocol) {
    let digits = Array(hexadecimal.utf8)
    guard
      digits.count == 64, let first = Self.word(digits[..<16]),
      let second = Self.word(digits[16..<32]), let third = Self.word(digits[32..<48]),
      let fourth = Self.word(digits[48...])
    else { return nil }
    words = (first, second, third, fourth)
  }

  /// The number of 16 digits; nil where one of them is none.
  private static func word(_ digits: ArraySlice<UInt8>) -> UInt64? {
    var word: UInt64 = 0
    for digit in digits {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      word = word << 4 | UInt64(value)
    }
    return word
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

  private static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
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

extension Digest: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = Digest(hexadecimal: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no digest")
    }
    self = digest
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hexadecimal)
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

extension FileSystem {
  /// The digest and size in bytes of what an open regular file holds from its place on.
  package static func digest(
    of file: FileDescriptor
  ) throws(FileSystemError) -> (digest: Digest, byteCount: Int) {
    // One byte more than the file has, so that a small one is read in a single call.
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(try file.status().size + 1, 1 << 20),
      alignment: 16
    )
    defer { buffer.deallocate() }
    var hasher = Digest.Hasher()
    var byteCount = 0
    while true {
      let count = try file.read(into: buffer)
      if count == 0 { return (hasher.finalize(), byteCount) }
      hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      byteCount += count
    }
  }

  /// The digest of a regular file's content.
  package static func digest(ofFile path: String) throws(FileSystemError) -> Digest {
    try digest(of: FileDescriptor(path, for: .reading)).digest
  }
}
