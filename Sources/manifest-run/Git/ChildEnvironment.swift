/// The environment variables of the programs that this one starts, Git above all.
///
/// Secrets are left out, since nothing here has a use for them. Of Git's own variables only those stay
/// that say where the user's settings are and where repositories end: all others, as a hook has them,
/// name another repository than the one that is asked about, or programs that Git should start.
enum ChildEnvironment {
  /// Git's variables that stay.
  static let kept: Set = [
    "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH",
  ]

  /// What Git is told besides.
  ///
  /// An object that a partial clone lacks is not fetched: the repository says from where and by which
  /// program. Versions before 2.45 know the second variable alone. Messages are read, so they are in
  /// English.
  static let added = [
    "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C",
  ]

  /// The variables of a started program.
  ///
  /// - Parameter all: The variables of this program.
  /// - Returns: Those that a started program may have, and those that are added for Git.
  static func settings(from all: [String: String]) -> [String: String] {
    all.filter { name, _ in
      name.hasPrefix("GIT_") ? kept.contains(name) : !SecretFilter.isSecretName(name)
    }
    .merging(added) { _, new in new }
  }
}
