import Engine
import System

/// Asks Git in which state a manifest's repository is.
enum RepositoryState {
  /// A repository with so many changes is told with the changes up to here.
  private static let memory = ChildProcess.Destination.memory(limit: 16 << 20)

  /// The state of the repository that a folder is the root of.
  ///
  /// - Parameters:
  ///   - root: The folder.
  ///   - variables: The environment variables of this program.
  ///   - isGivenUp: Whether the answer is no longer waited for.
  /// - Returns: What Git answered until then.
  static func read(
    at root: String,
    variables: [String: String],
    isGivenUp: @escaping @Sendable () -> Bool
  ) -> RunProvenance.Repository {
    let git = Git(
      folder: root,
      environment: ChildEnvironment.settings(from: variables),
      isGivenUp: isGivenUp
    )
    var repository = RunProvenance.Repository()
    guard FileSystem.exists("\(root)/.git") else {
      repository.problem = "no repository"
      return repository
    }
    do throws(ChildProcess.Failure) {
      let commit = try git.run(["rev-parse", "--verify", "--quiet", "HEAD"], to: memory)
      if commit.status == 0 { repository.commit = commit.firstLine }
      let status = try git.run(
        ["status", "--porcelain=v2", "--branch", "--untracked-files=normal", "--no-renames"],
        adding: try withoutFilters(git),
        to: memory
      )
      guard status.status == 0 else {
        repository.problem = status.problemOfGit
        return repository
      }
      read(status.output, into: &repository)
    } catch {
      repository.problem = error.problemOfGit
    }
    return repository
  }

  /// Reads what `git status --porcelain=v2 --branch` says.
  ///
  /// Source: the page of `git status`, "Porcelain Format Version 2".
  static func read(_ output: [UInt8], into repository: inout RunProvenance.Repository) {
    var (changed, untracked) = (0, 0)
    for line in output.split(separator: UInt8(ascii: "\n")) {
      let text = String(decoding: line, as: UTF8.self)
      if let branch = text.removing(prefix: "# branch.head ") {
        repository.branch = branch == "(detached)" ? nil : branch
      } else if let commit = text.removing(prefix: "# branch.oid ") {
        repository.commit = commit == "(initial)" ? nil : commit
      } else if text.hasPrefix("? ") {
        untracked += 1
      } else if !text.hasPrefix("#") {
        changed += 1
      }
    }
    (repository.changed, repository.untracked) = (changed, untracked)
  }

  /// The variables that switch off the filters which the repository itself sets up.
  ///
  /// To see whether a file was changed, Git runs the programs of its filter. Those that the user has set
  /// up for all repositories stay.
  private static func withoutFilters(
    _ git: Git
  ) throws(ChildProcess.Failure) -> [String: String] {
    let found = try git.run(
      ["config", "--show-scope", "--name-only", "-z", "--get-regexp", "^filter[.]"],
      to: memory
    )
    let words = found.output.split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    var filters: Set<String> = []
    for (scope, key) in zip(words, words.dropFirst()) where ["local", "worktree"].contains(scope) {
      // Only the last dot ends the filter's name.
      if let end = key.lastIndex(of: ".") { filters.insert(String(key[..<end])) }
    }
    var variables: [String: String] = [:]
    for (index, setting) in filters.sorted().flatMap({ filter in
      [("clean", ""), ("process", ""), ("required", "false")].map { ("\(filter).\($0)", $1) }
    }).enumerated() {
      variables["GIT_CONFIG_KEY_\(index)"] = setting.0
      variables["GIT_CONFIG_VALUE_\(index)"] = setting.1
    }
    if !filters.isEmpty { variables["GIT_CONFIG_COUNT"] = "\(filters.count * 3)" }
    return variables
  }
}

extension String {
  /// What stands after a beginning; nil where the text begins in another way.
  fileprivate func removing(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
