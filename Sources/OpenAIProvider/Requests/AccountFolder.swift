internal import Providers
private import Synchronization

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// What all runs of a user on this machine share about one account.
///
/// The pace is a small file that is read and replaced under a lock. The lock is the kernel's, so it
/// dies with its owner; the file is replaced by renaming, so a kill leaves the old one or the new
/// one; and one that cannot be read counts as none, since all that is lost is a pause. Where the
/// folder cannot be written, or is not this user's own, this process keeps the pace for itself; but
/// nothing that costs money is created without the lock.
final class AccountFolder: Sendable {
  /// The folder, made when it is used first; nil where the user has no place for one.
  private let folder: String?

  /// The name of the account's files without their endings.
  private let name: String
  private let surroundings: Surroundings
  private let own = Mutex(AccountPace())

  /// - Parameters:
  ///   - folder: The folder of all accounts; nil where the user has no place for one.
  ///   - name: What the account's files are called.
  ///   - surroundings: The clock.
  init(_ folder: String?, name: String, surroundings: Surroundings) {
    self.folder = folder
    self.name = name
    self.surroundings = surroundings
  }

  /// Changes the pace and returns what the change does.
  ///
  /// - Throws: `ProviderError.cancelled`.
  func change<Value: Sendable>(
    _ body: (inout AccountPace) -> Value
  ) async throws(ProviderError) -> Value {
    // A process that is stopped may hold the lock for ever; pacing is not worth waiting for that.
    let lock = try await lock("pace.lock", patience: 20)
    defer { withExtendedLifetime(lock) {} }
    guard lock.isHeld else { return own.withLock { body(&$0) } }
    var pace = read()
    let value = body(&pace)
    write(pace)
    return value
  }

  /// Waits until no other run on this machine looks for a job of this account or creates one.
  ///
  /// The right ends with the value that is returned.
  ///
  /// - Throws: `ProviderError.cancelled`, and `ProviderError.rejected` where runs cannot be kept apart.
  func rightToCreate() async throws(ProviderError) -> AccountLock {
    let lock = try await lock("create.lock", patience: .infinity)
    guard lock.isHeld else {
      throw .rejected(
        "of an account's runs one at a time creates jobs, so that none is paid twice, and there is no "
          + (folder.map { "lock to be had in '\($0)'" } ?? "home folder for the lock")
          + "; set 'XDG_STATE_HOME' to the absolute path of a folder of your own that can be written"
      )
    }
    return lock
  }

  /// Waits until no other run on this machine looks for a file of this account or uploads one, for ten
  /// minutes at most: uploading a file twice costs time alone.
  ///
  /// The right ends with the value that is returned.
  ///
  /// - Throws: `ProviderError.cancelled`.
  func rightToUpload() async throws(ProviderError) -> AccountLock {
    try await lock("upload.lock", patience: 600)
  }

  private func lock(_ ending: String, patience: Double) async throws(ProviderError) -> AccountLock {
    let start = surroundings.now()
    let descriptor = usablePath.map {
      open("\($0).\(ending)", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    }
    let lock = AccountLock(descriptor: descriptor ?? -1)
    while lock.isOpen, !lock.attempt(), surroundings.now() - start < patience {
      do {
        try await surroundings.sleep(0.02)
      } catch {
        throw .cancelled
      }
    }
    return lock
  }

  /// The path of the account's files without their endings; nil where the folder is not there, cannot
  /// be made, or is one where others may write.
  private var usablePath: String? {
    guard let folder else { return nil }
    try? FileManager.default.createDirectory(
      atPath: folder,
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700]
    )
    return FileTrust.isOwn(folder: folder) ? "\(folder)/\(name)" : nil
  }

  private func read() -> AccountPace {
    guard
      let path = usablePath, let data = FileManager.default.contents(atPath: path + ".json"),
      let json = JSONValue([UInt8](data))
    else { return AccountPace() }
    return AccountPace(
      requestsUsed: json["requests_used"]?.number ?? 0,
      tokensUsed: json["tokens_used"]?.number ?? 0,
      pausedUntil: json["paused_until"]?.number ?? 0
    )
  }

  private func write(_ pace: AccountPace) {
    guard let path = usablePath else { return }
    var object = RequestObject()
    object.set("requests_used", pace.requestsUsed)
    object.set("tokens_used", pace.tokensUsed)
    object.set("paused_until", pace.pausedUntil)
    let temporary = path + ".json.partial"
    guard FileManager.default.createFile(atPath: temporary, contents: Data(object.bytes)) else {
      return
    }
    rename(temporary, path + ".json")
  }
}

/// The kernel's lock of a file, held until the value goes away or its process ends.
final class AccountLock: Sendable {
  private let descriptor: Int32
  private let holds = Mutex(false)

  fileprivate init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    if isOpen { close(descriptor) }
  }

  fileprivate var isOpen: Bool { descriptor >= 0 }

  /// Whether the lock was got; where the file cannot be opened or locked it never is.
  var isHeld: Bool { holds.withLock(\.self) }

  /// Tries to take the lock without waiting.
  fileprivate func attempt() -> Bool {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return errno != EWOULDBLOCK }
    holds.withLock { $0 = true }
    return true
  }
}
