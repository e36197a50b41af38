import ArgumentParser
import Providers

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The key that a server asks its clients for, read from where it is kept.
enum ServerKey {
  /// The key that `env:NAME` or `file:PATH` stands for.
  ///
  /// - Throws: `ValidationError` where there is none; the key is in no message.
  static func key(from source: String) throws -> String {
    let parts = source.split(separator: ":", maxSplits: 1).map(String.init)
    let text: String
    switch parts.first {
    case "env" where parts.count == 2:
      guard let value = Terminal.variable(parts[1]) else {
        throw ValidationError("'--key-from': the variable '\(parts[1])' is not set")
      }
      text = value
    case "file" where parts.count == 2:
      if let problem = FileTrust.problem(ofFileAt: parts[1]) {
        throw ValidationError("'--key-from': the key may be somebody else's: \(problem)")
      }
      text = String(decoding: try bytes(of: parts[1], as: "--key-from"), as: UTF8.self)
    default:
      throw ValidationError("'--key-from' must be env:NAME or file:PATH")
    }
    let key = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    guard !key.isEmpty, key.unicodeScalars.allSatisfy({ ("!"..."~").contains($0) }) else {
      throw ValidationError(
        "'--key-from \(source)' gives no key: it must be one line of visible ASCII characters"
      )
    }
    return key
  }

  /// The content of a file that an option names.
  ///
  /// - Throws: `ValidationError`.
  static func bytes(of path: String, as option: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw ValidationError("'\(option)': '\(path)': \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(file, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0, bytes.count < 1 << 20 else {
        throw ValidationError("'\(option)': '\(path)' cannot be read or is above a megabyte")
      }
      if count == 0 { return bytes }
      bytes += block[..<count]
    }
  }
}
