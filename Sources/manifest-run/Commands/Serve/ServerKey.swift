import ArgumentParser
import Providers
import System

/// The key that a server asks its clients for, read from where it is kept.
enum ServerKey {
  /// The key that `env:NAME` or `file:PATH` stands for.
  ///
  /// - Parameters:
  ///   - source: What the user wrote.
  ///   - variables: The environment variables.
  /// - Returns: The key.
  /// - Throws: `ValidationError` where there is none; the key is in no message.
  static func key(from source: String, variables: [String: String]) throws -> String {
    let parts = source.split(separator: ":", maxSplits: 1).map(String.init)
    let text: String
    switch parts.first {
    case "env" where parts.count == 2:
      guard let value = variables[parts[1]] else {
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
    do {
      let bytes = try FileSystem.readGiven(path, limit: 1 << 20 + 1)
      if bytes.count <= 1 << 20 { return bytes }
    } catch {
      throw ValidationError("'\(option)': '\(path)': \(error.code)")
    }
    throw ValidationError("'\(option)': '\(path)' is above a megabyte")
  }
}
