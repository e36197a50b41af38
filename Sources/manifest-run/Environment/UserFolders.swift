/// The folders of this user that the program keeps things in.
///
/// Settings, state and keys are this user's alone, so they are never in a folder that users share:
/// where no home is known there are none.
struct UserFolders: Hashable, Sendable {
  /// Where this program's settings are; nil where there is no home.
  let settings: String?

  /// Where this user's runs keep what they share; nil where there is no home.
  let state: String?

  /// The folder for files that nobody keeps, which all users share.
  let temporary: String

  /// The folders by the rules of the XDG base directories: a variable that is empty is not set, and a
  /// relative path, which would be a folder of whoever wrote the current one, counts as none.
  ///
  /// - Parameters:
  ///   - variable: The value of an environment variable, nil where it is not set.
  ///   - accountHome: The home that the password database has for this user.
  init(_ variable: (String) -> String?, accountHome: () -> String?) {
    func absolute(_ path: String?) -> String? { path.flatMap { $0.hasPrefix("/") ? $0 : nil } }
    let home = absolute(variable("HOME")) ?? absolute(accountHome())
    func folder(_ name: String, below standard: String) -> String? {
      (absolute(variable(name)) ?? home.map { "\($0)/\(standard)" }).map { $0 + "/manifest-run" }
    }
    settings = folder("XDG_CONFIG_HOME", below: ".config")
    state = folder("XDG_STATE_HOME", below: ".local/state")
    temporary = absolute(variable("TMPDIR")) ?? "/tmp"
  }
}
