import Engine

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Asks Git in which state a manifest's repository is.
enum RepositoryState {
  /// A repository with so many changes is told with the changes up to here.
  private static let mostOutput = 16 << 20

  /// The state of the repository that a folder is the root of.
  ///
  /// Git is told to change nothing, not even its index, and to start no program of the repository's.
  ///
  /// - Parameters:
  ///   - root: The folder.
  ///   - isGivenUp: Whether the answer is no longer waited for.
  /// - Returns: What Git answered until then.
  static func read(
    at root: String,
    isGivenUp: @escaping () -> Bool
  ) -> RunProvenance.Repository {
    var repository = RunProvenance.Repository()
    guard access("\(root)/.git", F_OK) == 0 else {
      repository.problem = "no repository"
      return repository
    }
    do throws(ChildProcess.Failure) {
      let commit = try git(["rev-parse", "--verify", "--quiet", "HEAD"], at: root, isGivenUp)
      if commit.status == 0 { repository.commit = firstLine(commit.output) }
      let status = try git(
        ["status", "--porcelain=v2", "--branch", "--untracked-files=normal", "--no-renames"],
        at: root,
        variables: try withoutFilters(at: root, isGivenUp),
        isGivenUp
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
    at root: String,
    _ isGivenUp: @escaping () -> Bool
  ) throws(ChildProcess.Failure) -> [String: String] {
    let found = try git(
      ["config", "--show-scope", "--name-only", "-z", "--get-regexp", "^filter[.]"],
      at: root,
      isGivenUp
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

  private static func git(
    _ arguments: [String],
    at root: String,
    variables: [String: String] = [:],
    _ isGivenUp: @escaping () -> Bool
  ) throws(ChildProcess.Failure) -> ChildProcess.Result {
    try ChildProcess.run(
      ["git", "-C", root, "--no-optional-locks", "-c", "core.fsmonitor=false"] + arguments,
      variables: variables,
      to: .memory(limit: mostOutput),
      isGivenUp: isGivenUp
    )
  }

  private static func firstLine(_ output: [UInt8]) -> String {
    String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}

extension String {
  /// What stands after a beginning; nil where the text begins in another way.
  fileprivate func removing(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
