internal import System

/// What the file of a lease says, which anybody may have written.
struct Lease: Hashable, Sendable {
  /// Tells the makers apart.
  var token: String

  /// Grows with each sign of life.
  var count: Int

  /// Who makes it, in words.
  var maker: String

  /// The process that makes it, where its system tells that.
  var process: ProcessIdentity?

  init(token: String, count: Int, maker: String, process: ProcessIdentity?) {
    self.token = token
    self.count = count
    self.maker = maker
    self.process = process
  }

  /// Reads a lease; what it does not say is nobody's, whoever wrote it.
  init(_ bytes: [UInt8]) {
    let words = bytes.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
      .map { String(decoding: $0, as: UTF8.self) }
    token = words.first ?? ""
    count = words.count > 1 ? Int(words[1]) ?? 0 : 0
    maker = words.count > 2 ? String(words[2].prefix(255)) : "somebody"
    process = words.count > 3 ? ProcessIdentity(word: words[3]) : nil
  }

  /// The lease as a line of words.
  var bytes: [UInt8] {
    let words = [token, "\(count)", maker] + (process.map { [$0.word] } ?? [])
    return Array((words.joined(separator: " ") + "\n").utf8)
  }
}
