/// A place outside the workspace where finished steps are kept for everybody: contents by their
/// digest, entries by the key of the step.
///
/// It is believed in nothing. Who reads compares digests, and whatever goes wrong is a miss. All
/// that it must do is to show a content or an entry as a whole or not at all.
package protocol SharedStore: Sendable {
  /// What the user calls it; no secret is in it.
  var name: String { get }

  /// The entry of a key, or nil where there is none.
  func entry(of key: Digest) async throws(SharedStoreError) -> [UInt8]?

  /// Keeps the entry of a key unless there is one, and returns the one that there is then.
  ///
  /// All contents that it names are in the store already.
  func keep(entry: [UInt8], of key: Digest) async throws(SharedStoreError) -> [UInt8]

  /// Whether a content seems to be there, as far as that is to be had without reading it.
  func has(_ content: Digest, byteCount: Int) async throws(SharedStoreError) -> Bool

  /// Writes what is kept as a content to a new file; nobody has compared it with its digest.
  ///
  /// - Parameters:
  ///   - content: The digest that the content should have.
  ///   - byteCount: The size that it should have; more is never written than one byte beyond it.
  ///   - path: Where the file is made; in a folder of the caller's own.
  /// - Returns: Whether there was such a content.
  /// - Throws: `SharedStoreError` where the store cannot be read.
  func fetch(
    _ content: Digest,
    byteCount: Int,
    to path: String
  ) async throws(SharedStoreError) -> Bool

  /// Keeps the content of a file, unless the store has it.
  func keep(
    _ content: Digest,
    byteCount: Int,
    from path: String
  ) async throws(SharedStoreError)

  /// Moves a content out of the way that was found to be another one, where that is possible.
  func putAside(content: Digest) async

  /// Moves an entry out of the way that cannot be used, where that is possible.
  func putAside(entryOf key: Digest) async

  /// Announces that the outputs of a key are being made, so that others wait and do not make them
  /// too; a store that cannot do that always agrees.
  func lease(_ key: Digest) async -> SharedLease
}

extension SharedStore {
  package func lease(_ key: Digest) async -> SharedLease { .granted(SharedHold()) }
}

/// Whether somebody else is making the same thing.
package enum SharedLease: Sendable {
  /// Nobody is, or it cannot be known.
  case granted(SharedHold)

  /// Somebody is: who, in words, and for how long that is believed without a sign of life.
  case held(by: String, patience: Duration)
}

/// An announcement of one's own that something is being made.
package struct SharedHold: Sendable {
  /// The pause between two signs of life.
  package var heartbeat: Duration

  /// Shows that whoever announced it is alive.
  package var renew: @Sendable () async -> Void

  /// Takes it back.
  package var end: @Sendable () async -> Void

  package init(
    heartbeat: Duration = .seconds(20),
    renew: @escaping @Sendable () async -> Void = {},
    end: @escaping @Sendable () async -> Void = {}
  ) {
    self.heartbeat = heartbeat
    self.renew = renew
    self.end = end
  }
}

/// Why a shared store did not do what it was asked.
package struct SharedStoreError: Error, Hashable, Sendable {
  /// The problem as a sentence.
  package var problem: String

  /// Whether the store may be read but not be written.
  package var isRefusal: Bool

  package init(_ problem: String, isRefusal: Bool = false) {
    self.problem = problem
    self.isRefusal = isRefusal
  }
}
