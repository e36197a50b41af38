import Engine
import Foundation
import System
import TestSupport
import Testing

@testable import manifest_run

/// Git asks about the repository that is meant, whatever the variables of a hook say, and starts no
/// program that they or the repository name.
struct ChildEnvironmentTests {
  private let folder = TemporaryFolder()

  private func output(_ words: [String]) throws -> String {
    let result = try ChildProcess.run(words, to: .memory(limit: 1 << 20))
    try #require(result.status == 0, "\(words): \(result.errors)")
    return String(decoding: result.output, as: UTF8.self)
  }

  @Test func `no variable that Git counts as a repository's own stays`() throws {
    let names = try output(["git", "rev-parse", "--local-env-vars"]).split(separator: "\n")
      .map(String.init)
    #expect(names.contains("GIT_DIR") && names.contains("GIT_INDEX_FILE") && names.count > 10)
    let programs = [
      "GIT_EXTERNAL_DIFF", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_PAGER", "GIT_EDITOR", "GIT_ASKPASS",
      "GIT_PROXY_COMMAND", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0", "GIT_TRACE",
      "GIT_TEMPLATE_DIR",
      "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_ATTR_SOURCE",
    ]
    let all = Dictionary(uniqueKeysWithValues: Set(names + programs).map { ($0, "x") })
    let kept = ChildEnvironment.settings(from: all.merging(["PATH": "/bin"]) { $1 })
    #expect(kept == ChildEnvironment.added.merging(["PATH": "/bin"]) { $1 })
    #expect(kept["GIT_NO_LAZY_FETCH"] == "1")
    #expect(ChildEnvironment.kept.isDisjoint(with: names))
  }

  private func repository(_ name: String) throws -> String {
    let path = "\(folder.path)/\(name)"
    folder.write(smallManifest, to: "\(name)/\(name).yaml")
    _ = try output(["git", "init", "--quiet", path])
    let settings = ["user.name=T", "user.email=t@example.org", "commit.gpgsign=false"]
    let git = ["git", "-C", path] + settings.flatMap { ["-c", $0] }
    _ = try output(git + ["add", "--all"])
    _ = try output(git + ["commit", "--quiet", "--message", name])
    return path
  }

  @Test func `a hook's variables lead to no other repository`() async throws {
    let (meant, other) = (try repository("meant"), try repository("other"))
    let commit = try output(["git", "-C", meant, "rev-parse", "HEAD"])
    var environment = ProgramCall.plainEnvironment
    environment["GIT_DIR"] = "\(other)/.git"
    environment["GIT_WORK_TREE"] = other
    environment["GIT_INDEX_FILE"] = "\(other)/.git/index"
    environment["GIT_OBJECT_DIRECTORY"] = "\(other)/.git/objects"
    let run = ["run", "-q", "meant.yaml", "--until", "generate"]
    let ended = try await ProgramCall(run, environment: environment, folder: meant).ending()
    #expect(ended.status == 0, "\(ended.messages)")
    let shown = try await ProgramCall(["show", "1"], environment: environment, folder: meant)
      .ending().results
    #expect(shown.contains(commit.prefix(12)), "\(shown)")
    let diff = ["diff", "HEAD:meant.yaml", "meant.yaml"]
    let same = try await ProgramCall(diff, environment: environment, folder: meant).ending()
    #expect(same.status == 0, "\(same.messages)")
  }

  @Test func `a repository starts no program`() throws {
    let path = try repository("hostile")
    let mark = "\(folder.path)/started"
    let script = folder.write("#!/bin/sh\ntouch '\(mark)'\ncat\n", to: "script")
    chmod(script, 0o755)
    folder.write("*.yaml filter=evil\n", to: "hostile/.gitattributes")
    for key in [
      "core.fsmonitor", "core.sshCommand", "core.pager", "diff.external", "core.editor",
      "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "core.alternateRefsCommand",
    ] {
      _ = try output(["git", "-C", path, "config", key, script])
    }
    // As after an edit, so that the content must be looked at.
    folder.write(smallManifest + "\n", to: "hostile/hostile.yaml")
    let state = RepositoryState.read(at: path, variables: Environment.all) { false }
    #expect(state.problem == nil && state.changed == 1, "\(state)")
    #expect(!FileManager.default.fileExists(atPath: mark))
  }
}
