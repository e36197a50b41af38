internal import Providers
private import Synchronization
internal import System

/// What all runs of a user on this machine share about one account: its rate limiter and its locks.
///
/// The rate limiter is a small file that is read and replaced under a lock. The kernel keeps the lock, so
/// it ends with the process that holds it. The file is replaced by renaming, so a kill leaves the old one
/// or the new one. A file that cannot be read counts as none, since all that is lost is a pause. Where the
/// folder cannot be written, or is not this user's own, each process has a rate limiter of its own; but
/// nothing that costs money is created without the lock.
final class AccountState: Sendable {
  /// The folder, made when it is used first; nil where the user has no place for one.
  private let folder: String?

  /// The name of the account's files without their endings.
  private let name: String
  private let clock: ClientClock

  /// The rate limiter of this process, where none can be shared.
  private let unshared = Mutex(RateLimiter())

  /// - Parameters:
  ///   - folder: The folder of all accounts; nil where the user has no place for one.
  ///   - name: What the account's files are called.
  ///   - clock: The clock.
  init(_ folder: String?, name: String, clock: ClientClock) {
    self.folder = folder
    self.name = name
    self.clock = clock
  }

  /// Changes the rate limiter that all runs share.
  ///
  /// - Parameter body: The change.
  /// - Returns: What the change returns.
  /// - Throws: `ProviderError.cancelled`.
  func updateRateLimiter<Value: Sendable>(
    _ body: (inout RateLimiter) -> Value
  ) async throws(ProviderError) -> Value {
    // A process that is stopped may hold the lock for ever; a limit is not worth waiting for that.
    let lock = try await lock("pace.lock", patience: 20)
    defer { withExtendedLifetime(lock) {} }
    guard lock.isHeld else { return unshared.withLock { body(&$0) } }
    var limiter = read()
    let value = body(&limiter)
    write(limiter)
    return value
  }

  /// Takes the lock under which one run at a time looks for a job of this account and creates one.
  ///
  /// - Returns: The lock, held until the value goes away.
  /// - Throws: `ProviderError.cancelled`, and `ProviderError.rejected` where runs cannot be kept apart.
  func lockForCreating() async throws(ProviderError) -> AccountLock {
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

  /// Takes the lock under which one run at a time looks for a file of this account and uploads one.
  ///
  /// It waits for ten minutes at most: uploading a file twice costs time alone.
  ///
  /// - Returns: The lock, held until the value goes away; or one that is not held.
  /// - Throws: `ProviderError.cancelled`.
  func lockForUploading() async throws(ProviderError) -> AccountLock {
    try await lock("upload.lock", patience: 600)
  }

  private func lock(_ ending: String, patience: Double) async throws(ProviderError) -> AccountLock {
    let start = clock.now()
    let lock = AccountLock(
      usablePath.flatMap {
        try? FileDescriptor("\($0).\(ending)", for: .locking, permissions: 0o600)
      }
    )
    while !lock.attempt(), clock.now() - start < patience {
      do {
        try await clock.sleep(0.02)
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
    _ = try? FileSystem.makeFolders(folder, permissions: 0o700)
    return FileTrust.isOwn(folder: folder) ? "\(folder)/\(name)" : nil
  }

  private func read() -> RateLimiter {
    guard
      let path = usablePath, let bytes = try? FileSystem.read(path + ".json"),
      let json = JSON(answer: bytes)
    else { return RateLimiter() }
    return RateLimiter(
      requestsUsed: json["requests_used"]?.number ?? 0,
      tokensUsed: json["tokens_used"]?.number ?? 0,
      pausedUntil: json["paused_until"]?.number ?? 0
    )
  }

  private func write(_ limiter: RateLimiter) {
    guard let path = usablePath else { return }
    let object = JSON.request([
      "requests_used": .shortest(limiter.requestsUsed),
      "tokens_used": .shortest(limiter.tokensUsed),
      "paused_until": .shortest(limiter.pausedUntil),
    ])
    let temporary = path + ".json.partial"
    guard (try? FileSystem.write(object.bytes, to: temporary)) != nil else { return }
    try? FileSystem.rename(temporary, to: path + ".json")
  }
}

/// The kernel's lock of a file, held until the value goes away or its process ends.
final class AccountLock: Sendable {
  private let file: FileDescriptor?
  private let holds = Mutex(false)

  fileprivate init(_ file: FileDescriptor?) {
    self.file = file
  }

  /// Whether the lock was got; where the file cannot be opened or locked it never is.
  var isHeld: Bool { holds.withLock(\.self) }

  /// Tries to take the lock without waiting; false while another holds it.
  fileprivate func attempt() -> Bool {
    guard let isFree = try? file?.lockWithoutWaiting() else { return true }
    holds.withLock { $0 = isFree }
    return isFree
  }
}
