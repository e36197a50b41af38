internal import Providers
private import Synchronization

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A service's key, fetched when the first request needs it and kept in memory alone.
///
/// Planning asks nobody, so it runs no command and opens no file.
final class ServiceKey: Sendable {
  /// The most bytes that a file or a command may give.
  private static let largestKey = 1 << 16

  private let reference: KeyReference
  private let surroundings: Surroundings
  private let fetched = Mutex<Secret?>(nil)

  init(_ reference: KeyReference, surroundings: Surroundings) {
    self.reference = reference
    self.surroundings = surroundings
  }

  /// The key as far as it was fetched.
  var current: Secret? { fetched.withLock { $0 } }

  /// The key, or nil where the service wants none.
  ///
  /// - Throws: `ProviderError.denied` where it cannot be had, which says what to do.
  func secret() async throws(ProviderError) -> Secret? {
    if let current { return current }
    let secret: Secret
    switch reference {
    case .none: return nil
    case .environment(let variable, let value):
      guard let value else {
        throw .denied("there is no key: put one into the environment variable '\(variable)'")
      }
      secret = value
    case .file(let path):
      if let problem = FileTrust.problem(ofFileAt: path) {
        throw .denied("the key in '\(path)' may be somebody else's: \(problem)")
      }
      guard
        let handle = FileManager.default.contents(atPath: path), handle.count <= Self.largestKey
      else { throw .denied("the file '\(path)' with the key cannot be read: look at 'key-file'") }
      secret = Self.firstLine([UInt8](handle))
    case .command(let words):
      let output = try await CommandOutput(words, surroundings: surroundings)
        .bytes(limit: Self.largestKey)
      secret = Self.firstLine(output)
    }
    guard secret.isSendable else {
      throw .denied(
        "\(reference) holds no key: one line without spaces or characters beyond ASCII is needed"
      )
    }
    fetched.withLock { $0 = secret }
    return secret
  }

  private static func firstLine(_ bytes: [UInt8]) -> Secret {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let text = Substring(String(decoding: line, as: UTF8.self))
    return Secret(String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
  }
}
