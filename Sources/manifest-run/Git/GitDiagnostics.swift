import Diagnostics
import System

// Every sentence on what Git does not give.

extension Diagnostic {
  static func noGit(_ revision: String, _ failure: ChildProcess.Failure) -> Diagnostic {
    unreadable(revision, failure.problemOfGit, id: "no-git")
  }

  static func noRepository(_ revision: String, _ result: ChildProcess.Result) -> Diagnostic {
    guard result.errors.contains("not a git repository") else {
      return gitFailed(revision, result)
    }
    return unreadable(revision, "the current folder is in no Git repository", id: "no-repository")
  }

  static func unknownRevision(_ revision: String) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "unknown-revision",
      message: "the repository of the current folder has no revision '\(revision)'",
      range: nil,
      notes: [.init(message: "name a commit, a branch or a tag, as in HEAD~3:folder/manifest.yaml")]
    )
  }

  static func gitFailed(_ revision: String, _ result: ChildProcess.Result) -> Diagnostic {
    unreadable(revision, result.problemOfGit, id: "git-failed")
  }

  static func outsideRevision(_ name: String, _ revision: String) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "outside-workspace",
      message: "'\(name)' is outside the revision '\(revision)', and a manifest reads nothing from "
        + "there",
      range: nil
    )
  }

  /// - Parameters:
  ///   - path: The path below the repository's root.
  ///   - revision: What the user calls the revision.
  ///   - hint: The same path with the current folder as its beginning, where that may be meant.
  /// - Returns: The error, without a place.
  static func missing(_ path: String, in revision: String, hint: String?) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "unreadable-file",
      message: "the revision '\(revision)' has no file '\(path)'",
      range: nil,
      notes: hint.map {
        [.init(message: "paths begin at the repository's root; '\($0)' begins in this folder")]
      } ?? []
    )
  }

  private static func unreadable(
    _ revision: String,
    _ problem: String,
    id: DiagnosticID
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: id,
      message: "the revision '\(revision)' cannot be read: \(problem)",
      range: nil
    )
  }
}

extension ChildProcess.Result {
  /// Why Git failed, in a few words.
  var problemOfGit: String {
    guard !errors.contains("dubious ownership") else {
      return
        "the repository is another user's, and Git reads it only where the setting 'safe.directory' "
        + "allows it"
    }
    let words = errors.split(separator: "\n").first.map { ": \($0)" } ?? ""
    return "git ended with status \(status)\(words)"
  }
}

extension ChildProcess.Failure {
  /// Why Git did not answer, in a few words.
  var problemOfGit: String {
    switch self {
    case .notStarted(nil): "git is not installed or not on the search path"
    case .notStarted(let words?): "git cannot be started: \(words)"
    case .tooMuchOutput: "git says more than it should"
    case .givenUp: "git did not answer in time"
    }
  }
}
