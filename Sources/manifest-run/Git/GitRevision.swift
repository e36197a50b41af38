import Diagnostics
import Manifest
import System

/// One commit of the current folder's repository, from which manifests are read.
///
/// Its files are named `REVISION:PATH`, in messages too. Links are followed inside the commit and
/// never out of it. Git is asked for contents by their digests alone, so nothing that a manifest or
/// a user writes reaches it as an option.
struct GitRevision: ManifestReader {
  /// What the user calls the revision.
  let revision: String

  /// The digest of the commit.
  private let commit: String

  /// The current folder below the repository's root, with a slash at its end; empty at the root.
  private let folder: String

  private let git: Git

  /// Finds a revision.
  ///
  /// - Parameters:
  ///   - revision: What the user calls it.
  ///   - variables: The environment variables of this program.
  /// - Throws: `ManifestReadingError` where there is no Git, no repository or no such revision.
  init(_ revision: String, variables: [String: String]) throws(ManifestReadingError) {
    self.revision = revision
    git = Git(environment: ChildEnvironment.settings(from: variables))
    let prefix = try git.answer(about: revision, to: ["rev-parse", "--show-prefix"])
    guard prefix.status == 0 else { throw ManifestReadingError(.noRepository(revision, prefix)) }
    folder = prefix.firstLine
    // No revision begins with a dash, but options do.
    guard !revision.isEmpty, !revision.hasPrefix("-") else {
      throw ManifestReadingError(.unknownRevision(revision))
    }
    let arguments = [
      "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}",
    ]
    let found = try git.answer(about: revision, to: arguments)
    commit = found.firstLine
    let isDigest = !commit.isEmpty && commit.allSatisfy { $0.isASCII && $0.isHexDigit }
    guard found.status == 0, isDigest else {
      throw ManifestReadingError(.unknownRevision(revision))
    }
  }

  /// The name of a file that the user asks for, as `read` takes it.
  func name(of path: String) -> String {
    let isRelative = path.hasPrefix("./") || path.hasPrefix("../")
    let whole = isRelative ? RevisionPath.normalized(folder + path) ?? path : path
    // Paths beside it are found by their last slash, and a revision may have one of its own.
    return "\(revision):" + (whole.contains("/") ? whole : "./" + whole)
  }

  func read(_ path: String) throws(ManifestReadingError) -> SourceFile {
    let content = try content(path)
    guard content.size <= FileManifestReader.byteLimit else {
      throw Self.error(.tooLarge(limit: FileManifestReader.byteLimit), path)
    }
    let blob = try git.answer(about: revision, to: ["cat-file", "blob", content.digest])
    guard blob.status == 0 else { throw ManifestReadingError(.gitFailed(revision, blob)) }
    do throws(SourceFileError) {
      return try SourceFile.decode(blob.output, name: path)
    } catch {
      throw ManifestReadingError(error.diagnostic)
    }
  }

  func objection(toFile path: String) -> Diagnostic? {
    do throws(ManifestReadingError) {
      _ = try content(path)
      return nil
    } catch {
      return error.diagnostic
    }
  }

  func identity(of path: String) -> String { tracked(path) ?? path }

  /// Writes a file of the revision into an open file.
  ///
  /// - Throws: `ManifestReadingError` where there is no such file or Git cannot give it.
  func copy(_ path: String, to file: FileDescriptor) throws(ManifestReadingError) {
    let arguments = ["cat-file", "blob", try content(path).digest]
    let result = try git.answer(about: revision, to: arguments, in: .file(file))
    guard result.status == 0 else { throw ManifestReadingError(.gitFailed(revision, result)) }
  }

  /// The path below the root of what is named; nil where that is outside.
  private func tracked(_ name: String) -> String? {
    let prefix = revision + ":"
    guard name.hasPrefix(prefix) else { return nil }
    return RevisionPath.normalized(String(name.dropFirst(prefix.count)))
  }

  /// Which content a file has and how large it is, links followed.
  private func content(_ name: String) throws(ManifestReadingError) -> (digest: String, size: Int) {
    guard let path = tracked(name) else {
      throw ManifestReadingError(.outsideRevision(name, revision))
    }
    let found = try git.answer(
      about: revision,
      to: ["cat-file", "--batch-check", "--follow-symlinks"],
      input: "\(commit):\(path)\n"
    )
    guard found.status == 0 else { throw ManifestReadingError(.gitFailed(revision, found)) }
    // What is found: digest, type and size; else a word on what is wrong.
    let words = found.firstLine.split(separator: " ").map(String.init)
    switch (words.first, words.dropFirst().first) {
    case (_, "tree"?): throw Self.error(.folder, "\(revision):\(path)")
    case ("symlink"?, _): throw ManifestReadingError(.outsideRevision(name, revision))
    case (let digest?, "blob"?): return (digest, words.last.flatMap { Int($0) } ?? .max)
    default:
      let hint = folder.isEmpty || path.hasPrefix(folder) ? nil : "\(revision):./\(path)"
      throw ManifestReadingError(.missing(path, in: revision, hint: hint))
    }
  }

  private static func error(
    _ reason: SourceFileError.Reason,
    _ name: String
  ) -> ManifestReadingError {
    ManifestReadingError(SourceFileError(name: name, reason: reason).diagnostic)
  }
}

extension Git {
  /// What Git answers about a revision.
  fileprivate func answer(
    about revision: String,
    to arguments: [String],
    input: String = "",
    in destination: ChildProcess.Destination = .memory(limit: FileManifestReader.byteLimit)
  ) throws(ManifestReadingError) -> ChildProcess.Result {
    do {
      return try run(arguments, input: input, to: destination)
    } catch {
      throw ManifestReadingError(.noGit(revision, error))
    }
  }
}
