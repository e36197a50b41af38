private import Crypto

/// The SHA-256 of some content.
package struct Digest: Hashable, Sendable {
  /// 64 lower-case hexadecimal digits.
  package let hexadecimal: String

  /// Reads a digest that was written as hexadecimal digits; nil where the text is none.
  package init?(hexadecimal: String) {
    guard
      hexadecimal.utf8.count == 64,
      hexadecimal.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else { return nil }
    self.hexadecimal = hexadecimal
  }

  /// The digest of bytes in memory.
  package init(of bytes: some Sequence<UInt8>) {
    var hasher = Hasher()
    hasher.update(Array(bytes))
    self = hasher.finalize()
  }

  /// The digest of a regular file's content.
  ///
  /// - Throws: `FileSystemError` where it cannot be read.
  package init(ofFile path: String) throws(FileSystemError) {
    self = try FileSystem.digest(ofFile: path)
  }

  fileprivate init(_ bytes: some Sequence<UInt8>) {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    hexadecimal = String(decoding: text, as: UTF8.self)
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
