private import Synchronization

#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// Files that say who is making what, so that others wait for it.
///
/// They only save work and protect nothing: should two makers hold one, the first to publish wins.
/// A lease is believed until nothing in it has changed for some time by the observer's own clock;
/// clocks of different machines are never compared.
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
      // An error may have hidden that we made it.
      if Self.owner(of: text) == token { return granted(path) }
      guard isAbandoned(key, text) else { return .held(by: Self.maker(in: text)) }
      // Of several who find it abandoned one moves it; the others find a new one or none.
      try? FileSystem.rename(path, to: "\(folder)/broken-\(token)")
      unlink("\(folder)/broken-\(token)")
    }
    // Without leases two may make the same thing, and no more.
    return .granted(SharedHold())
  }

  private func create(_ path: String) -> Bool {
    guard
      let file = try? FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL, as: "write")
    else { return false }
    write(0, to: file)
    return true
  }

  private func granted(_ path: String) -> SharedLease {
    let count = Mutex(0)
    let beat = expiry / 6
    return .granted(
      SharedHold(beat: beat) { [self] in
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
    guard
      let file = try? FileDescriptor(opening: temporary, O_WRONLY | O_CREAT | O_TRUNC, as: "write")
    else { return }
    write(count, to: file)
    if (try? FileSystem.rename(temporary, to: path)) == nil { unlink(temporary) }
  }

  private func end(_ path: String) {
    if isOurs(path) { unlink(path) }
  }

  private func isOurs(_ path: String) -> Bool {
    (try? FileSystem.read(path, limit: 4096)).map { Self.owner(of: $0) == token } ?? false
  }

  private func write(_ count: Int, to file: borrowing FileDescriptor) {
    Array("\(token) \(count) \(maker)\n".utf8).withUnsafeBytes { try? file.write($0) }
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

  private static func owner(of text: [UInt8]) -> String {
    words(of: text).first ?? ""
  }

  private static func maker(in text: [UInt8]) -> String {
    let words = words(of: text)
    return words.count > 2 ? words[2] : "somebody"
  }

  private static func words(of text: [UInt8]) -> [String] {
    text.split { [UInt8(ascii: " "), UInt8(ascii: "\n")].contains($0) }
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
