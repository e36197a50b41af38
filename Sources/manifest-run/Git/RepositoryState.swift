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
        isGivenUp
      )
      guard status.status == 0 else {
        repository.problem = firstLine(Array(status.errors.utf8))
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

  private static func git(
    _ arguments: [String],
    at root: String,
    _ isGivenUp: @escaping () -> Bool
  ) throws(ChildProcess.Failure) -> ChildProcess.Result {
    try ChildProcess.run(
      ["git", "-C", root, "--no-optional-locks", "-c", "core.fsmonitor=false"] + arguments,
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
