#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Takes secrets out of what is recorded of a run.
///
/// A manifest names the place of a secret and never holds it. This is for secrets that somebody types all
/// the same, and for those that a server repeats in its answer.
struct SecretFilter: Sendable {
  /// What stands in place of a secret that is no variable's value.
  static let mask = "[secret]"

  /// Shorter values are words that occur everywhere.
  private static let shortestValue = 8

  /// The endings of words in the names of variables, options and keys whose values are secret.
  private static let secretNameEndings = [
    "key", "secret", "token", "password", "passwd", "passphrase", "credential", "credentials",
    "authorization", "bearer",
  ]

  /// The beginnings of the tokens that common services issue.
  private static let tokenPrefixes = [
    "sk-", "sk_", "hf_", "ghp_", "gho_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "AKIA", "AIza",
    "eyJ",
  ]

  /// Secret values of the environment with the names of their variables, longest first.
  private let secrets: [(value: String, name: String)]

  /// - Parameter environment: The environment variables, secret ones among them.
  init(environment: [String: String]) {
    secrets =
      environment
      .filter { Self.isSecretName($0.key) && $0.value.utf8.count >= Self.shortestValue }
      .map { (value: $0.value, name: $0.key) }
      .sorted { ($0.value.utf8.count, $1.name) > ($1.value.utf8.count, $0.name) }
  }

  /// A sentence in which the values of secret variables are replaced by the variables' names.
  func filtered(_ text: String) -> String {
    secrets.reduce(text) { text, secret in
      text.contains(secret.value)
        ? text.replacing(secret.value, with: "[\(secret.name)]") : text
    }
  }

  /// A command line without secrets; its words keep their number and order.
  func filtered(command words: [String]) -> [String] {
    var isValueNext = false
    return words.map { word in
      defer { isValueNext = Self.isOption(word) && Self.isSecretName(word) && !word.contains("=") }
      if isValueNext && !Self.isOption(word) { return masked(word) }
      return filtered(word: word)
    }
  }

  private func filtered(word: String) -> String {
    var text = filtered(word)
    if let place = text.firstIndex(of: "="), Self.isSecretName(String(text[..<place])) {
      let value = String(text[text.index(after: place)...])
      text = text[...place] + masked(value)
    }
    text = Self.withoutPassword(text)
    return text.split(separator: "=", omittingEmptySubsequences: false)
      .map { Self.looksSecret($0) ? Self.mask : String($0) }
      .joined(separator: "=")
  }

  /// The name of the variable that a value is of, or the mask.
  private func masked(_ value: String) -> String {
    let named = filtered(value)
    return named == value || named.contains(Self.mask) ? Self.mask : named
  }

  /// An address without the user and password in it.
  private static func withoutPassword(_ text: String) -> String {
    guard let scheme = text.firstRange(of: "://") else { return text }
    let rest = text[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let at = authority.lastIndex(of: "@") else { return text }
    return text[..<scheme.upperBound] + mask + rest[at...]
  }

  private static func looksSecret(_ word: Substring) -> Bool {
    let value = word.trimmingPrefix { "\"'[{ ".contains($0) }
    return value.utf8.count >= 16 && tokenPrefixes.contains { value.hasPrefix($0) }
  }

  private static func isOption(_ word: String) -> Bool { word.hasPrefix("-") }

  /// Whether a name says that its value is secret.
  static func isSecretName(_ name: String) -> Bool {
    name.lowercased().split { !$0.isLetter }.contains { word in
      secretNameEndings.contains { word.hasSuffix($0) }
    }
  }
}
