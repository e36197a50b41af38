/// Where a service's key is; the key itself is written in no configuration.
package enum KeyReference: Sendable {
  /// The service wants none.
  case none

  /// An environment variable, and what was in it when the program began.
  case environment(variable: String, value: Secret?)

  /// A file with the key on its first line.
  case file(path: String)

  /// A program and its arguments; it prints the key as its first line.
  case command([String])
}

extension KeyReference: CustomStringConvertible {
  /// The place for sentences such as `the key from …`.
  package var description: String {
    switch self {
    case .none: "nowhere"
    case .environment(let variable, _): "the environment variable '\(variable)'"
    case .file(let path): "the file '\(path)'"
    case .command(let words): "the command '\(words.first ?? "")'"
    }
  }
}
