internal import Providers
private import Synchronization
private import System

/// A service's key, fetched for the first request and kept in memory alone.
///
/// Planning looks whether a variable or a file holds one, and runs no command, which may ask the user.
final class ServiceKey: Sendable {
  /// The most bytes that a file or a command may give.
  private static let largestKey = 1 << 16

  private let reference: KeyReference
  private let clock: ClientClock
  private let fetched = Mutex<Secret?>(nil)

  init(_ reference: KeyReference, clock: ClientClock) {
    self.reference = reference
    self.clock = clock
  }

  /// The key as far as it was fetched.
  var current: Secret? { fetched.withLock { $0 } }

  /// Whether there is a key, as far as that is known without running a command.
  var standing: KeyAvailability {
    if case .command = reference { return current == nil ? .ofCommand : .present }
    do throws(ProviderError) {
      _ = try keyWithoutCommand()
      return .present
    } catch {
      return .missing("\(error)")
    }
  }

  /// The key, or nil where the service wants none.
  ///
  /// - Throws: `ProviderError.denied` where it cannot be had, which says what to do.
  func secret() async throws(ProviderError) -> Secret? {
    if let current { return current }
    guard case .command(let words) = reference else { return try keyWithoutCommand() }
    let output = try await CommandOutput(words, clock: clock)
      .bytes(limit: Self.largestKey)
    return try stored(Self.firstLine(output))
  }

  /// The key of a variable or a file.
  private func keyWithoutCommand() throws(ProviderError) -> Secret? {
    if let current { return current }
    switch reference {
    case .none, .command: return nil
    case .environment(let variable, let value):
      guard let value else {
        throw .denied("there is no key: put one into the environment variable '\(variable)'")
      }
      return try stored(value)
    case .file(let path):
      if let problem = FileTrust.problem(ofFileAt: path) {
        throw .denied("the key in '\(path)' may be somebody else's: \(problem)")
      }
      let limit = Self.largestKey
      guard
        let bytes = try? FileSystem.readGiven(path, limit: limit + 1), bytes.count <= limit
      else { throw .denied("the file '\(path)' with the key cannot be read: look at 'key-file'") }
      return try stored(Self.firstLine(bytes))
    }
  }

  /// The key, kept in memory from now on.
  private func stored(_ secret: Secret) throws(ProviderError) -> Secret {
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
