private import Synchronization
internal import System

/// Files that say who is making what, so that others wait for it.
///
/// Leases save work and protect nothing: where two makers hold one, the first to publish wins. A lease
/// counts until its process has ended on this machine, or until nothing in it has changed for some time
/// by the observer's own clock; clocks of different machines are never compared.
final class LeaseBook: Sendable {
  private struct Sighting {
    var text: [UInt8]
    var since: ContinuousClock.Instant
  }

  private let folder: String

  /// Tells our leases from those of others.
  private let token: String

  /// Who makes things here, in words.
  private let maker: String
  private let expiry: Duration
  private let sightings = Mutex<[Digest: Sighting]>([:])

  init(folder: String, token: String, maker: String, expiry: Duration) {
    self.folder = folder
    self.token = token
    self.maker = maker
    self.expiry = expiry
  }

  /// Takes the lease of a key where it is free or nobody believes in it any more.
  func lease(_ key: Digest) -> SharedLease {
    let path = "\(folder)/\(key.hexadecimal)"
    // A second round after an abandoned lease was broken.
    for _ in 0..<2 {
      if create(path) { return granted(path) }
      guard let text = try? FileSystem.read(path, limit: 4096) else { break }
      let lease = Lease(text)
      // An error may have hidden that we made it.
      if lease.token == token { return granted(path) }
      guard lease.process?.hasEnded == true || isAbandoned(key, text) else {
        return .held(by: lease.maker, patience: expiry)
      }
      takeAway(text, at: path)
    }
    // Without leases two may make the same thing, and no more.
    return .granted(SharedHold())
  }

  /// Removes a lease that nobody believes in any more.
  ///
  /// One of several processes that find the lease abandoned moves it away. A process that comes too late
  /// has moved the next holder's lease, and puts that back.
  private func takeAway(_ text: [UInt8], at path: String) {
    let moved = "\(folder)/broken-\(token)"
    guard (try? FileSystem.rename(path, to: moved)) != nil else { return }
    if let found = try? FileSystem.read(moved, limit: 4096), found != text {
      try? FileSystem.link(moved, as: path)
    }
    FileSystem.remove(moved)
  }

  private func create(_ path: String) -> Bool {
    guard let file = try? FileDescriptor(path, for: .creating) else { return false }
    write(0, to: file)
    return true
  }

  private func granted(_ path: String) -> SharedLease {
    let count = Mutex(0)
    let heartbeat = expiry / 6
    return .granted(
      SharedHold(heartbeat: heartbeat) { [self] in
        let next = count.withLock { count in
          count += 1
          return count
        }
        await BlockingWork.result { _ in self.renew(path, next) }
      } end: { [self] in
        await BlockingWork.result { _ in self.end(path) }
      }
    )
  }

  /// Writes the next number in place of the last, while the lease is ours.
  private func renew(_ path: String, _ count: Int) {
    guard isOurs(path) else { return }
    let temporary = "\(path)-\(token)"
    guard let file = try? FileDescriptor(temporary, for: .replacing) else { return }
    write(count, to: file)
    if (try? FileSystem.rename(temporary, to: path)) == nil { FileSystem.remove(temporary) }
  }

  private func end(_ path: String) {
    if isOurs(path) { FileSystem.remove(path) }
  }

  private func isOurs(_ path: String) -> Bool {
    (try? FileSystem.read(path, limit: 4096)).map { Lease($0).token == token } ?? false
  }

  private func write(_ count: Int, to file: FileDescriptor) {
    let lease = Lease(token: token, count: count, maker: maker, process: .current)
    try? file.write(lease.bytes)
  }

  /// Whether a lease has looked the same for too long.
  private func isAbandoned(_ key: Digest, _ text: [UInt8]) -> Bool {
    let now = ContinuousClock.now
    return sightings.withLock { sightings in
      if let seen = sightings[key], seen.text == text { return now - seen.since >= expiry }
      sightings[key] = Sighting(text: text, since: now)
      return false
    }
  }
}
