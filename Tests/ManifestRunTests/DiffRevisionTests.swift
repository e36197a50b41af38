import ArgumentParser
import Foundation
import System
import TestSupport
import Testing

@testable import manifest_run

struct DiffRevisionTests {
  private let folder = TemporaryFolder()
  private let rows = (0..<20).map { "q\($0)?,a\($0)\n" }.joined()

  private func git(_ arguments: String...) throws {
    let names = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    let result = try ChildProcess.run(
      ["git", "-C", folder.path, "-c", "commit.gpgsign=false"] + names + arguments,
      to: .memory(limit: 1 << 20)
    )
    try #require(result.status == 0, "git \(arguments): \(result.errors)")
  }

  private func commit(_ message: String) throws {
    try git("add", "--all")
    try git("commit", "--quiet", "--allow-empty", "--message", message)
  }

  /// A repository whose last commit changes the manifest, what it extends and its pairs.
  private func repository() throws {
    try git("init", "--quiet")
    let pairs = "dataset: { pairs: ../data/p.csv, realized: 12, unrealized: 4 }\n"
    folder.write(
      "manifest: 1\nfine-tune: { models: [ada], epochs: 2 }\n" + pairs,
      to: "x/base.yaml"
    )
    folder.write("extends: base.yaml\nname: m\n", to: "x/m.yaml")
    folder.write("question,answer\n" + rows, to: "data/p.csv")
    folder.write(smallManifest, to: "top.yaml")
    try commit("first: of two")
    folder.write(
      "manifest: 1\nfine-tune: { models: [ada], epochs: 3 }\n" + pairs,
      to: "x/base.yaml"
    )
    folder.write("extends: base.yaml\nname: m\ndataset: { seed: 1 }\n", to: "x/m.yaml")
    folder.write("question,answer\nfirst?,a\n" + rows, to: "data/p.csv")
    try commit("second")
  }

  private func diff(_ a: String, _ b: String, in subfolder: String = "") async throws -> Output {
    try await program("diff", a, b, in: "\(folder.path)/\(subfolder)")
  }

  @Test func `two revisions are compared with what they extend and their pairs`() async throws {
    try repository()
    let output = try await diff("HEAD~1:x/m.yaml", "HEAD:x/m.yaml")
    #expect(
      output.results.hasPrefix(
        """
        A  HEAD~1:x/m.yaml
        B  HEAD:x/m.yaml

        3 differences:

          dataset.seed  affects data
            A  27  default
            B  1   HEAD:x/m.yaml:3

          fine-tune.epochs  affects training
            A  2  HEAD~1:x/base.yaml:2
            B  3  HEAD:x/base.yaml:2

          dataset.pairs  affects data
            A  "../data/p.csv" (SHA-256
        """
      )
    )
    #expect(output.results.contains("7 of B's 7 steps differ from A's"))
    #expect(output.messages == "")
    #expect(folder.names == [".git", "data", "top.yaml", "x"])
  }

  @Test func `a revision is compared with the working tree`() async throws {
    try repository()
    #expect(try await diff("HEAD:x/m.yaml", "x/m.yaml").results.contains("mean the same"))
    #expect(try await diff("HEAD:./m.yaml", "m.yaml", in: "x").results.contains("mean the same"))
    #expect(try await diff("HEAD:top.yaml", "top.yaml").results.contains("mean the same"))
    let named = try await diff("HEAD^{/first: of}:top.yaml", "HEAD:../top.yaml", in: "x")
    #expect(named.results.contains("mean the same"))
    folder.write("question,answer\n" + rows, to: "data/p.csv")
    #expect(try await diff("HEAD:x/m.yaml", "x/m.yaml").results.contains("1 difference:"))
    // The results of a revision are those of the repository's workspace.
    _ = try await program("run", "\(folder.path)/top.yaml", "--quiet")
    #expect(!(try await diff("HEAD:top.yaml", "HEAD~1:top.yaml").results.contains("not run here")))
  }

  @Test func `a revision with a slash and a manifest at the root`() async throws {
    try repository()
    folder.write("extends: top.yaml\nname: child\n", to: "child.yaml")
    try commit("third")
    try git("branch", "feature/one")
    #expect(
      try await diff("feature/one:child.yaml", "child.yaml").results.contains("mean the same")
    )
  }

  @Test func `a file whose name has a colon is a file`() async throws {
    try repository()
    folder.write(smallManifest, to: "HEAD:top.yaml")
    let output = try await diff("HEAD:top.yaml", "top.yaml")
    #expect(output.results.contains("mean the same"))
  }

  @Test(arguments: [
    ("nope:top.yaml", "has no revision 'nope'"),
    (":top.yaml", "has no revision ''"),
    ("HEAD:gone.yaml", "the revision 'HEAD' has no file 'gone.yaml'"),
    ("HEAD:x", "'HEAD:x' is a folder, not a file"),
    ("HEAD:", "outside the revision 'HEAD'"),
    ("HEAD:/etc/passwd", "'HEAD:/etc/passwd' is outside the revision 'HEAD'"),
    ("HEAD:x/../../top.yaml", "is outside the revision 'HEAD'"),
    ("HEAD:x\ntop.yaml", "is outside the revision 'HEAD'"),
    ("HEAD;touch pwned:top.yaml", "has no revision 'HEAD;touch pwned'"),
    ("$(touch pwned):top.yaml", "has no revision '$(touch pwned)'"),
    ("HEAD:linked.yaml", "is outside the revision 'HEAD'"),
    ("HEAD:dangling.yaml", "has no file 'dangling.yaml'"),
    ("HEAD:loop.yaml", "has no file 'loop.yaml'"),
    ("HEAD:escape.yaml", "'/etc/passwd' is outside the revision 'HEAD'"),
    ("HEAD:climb.yaml", "'HEAD:./../p.csv' is outside the revision 'HEAD'"),
    ("HEAD:nopairs.yaml", "the revision 'HEAD' has no file 'gone.csv'"),
    ("HEAD:binary.yaml", "'HEAD:./binary.yaml' is not valid UTF-8"),
    ("HEAD:cycle.yaml", "manifests extend each other in a cycle"),
  ])
  func `what a revision does not have is told`(argument: String, words: String) async throws {
    try repository()
    folder.link("linked.yaml", to: "/etc/passwd")
    folder.link("dangling.yaml", to: "nothing")
    folder.link("loop.yaml", to: "loop.yaml")
    folder.write("extends: /etc/passwd\nmanifest: 1\nname: x\n", to: "escape.yaml")
    folder.write("extends: ./x/../cycle.yaml\nmanifest: 1\nname: x\n", to: "cycle.yaml")
    folder.write("manifest: 1\nname: x\ndataset: { pairs: ../p.csv }\n", to: "climb.yaml")
    folder.write("manifest: 1\nname: x\ndataset: { pairs: gone.csv }\n", to: "nopairs.yaml")
    folder.write([0x61, 0xFF], to: "binary.yaml")
    try commit("third")
    // A value on each side, since an argument with a dash in front is an option.
    let output = try await program("diff", argument, "top.yaml", in: folder.path, exits: 65)
    #expect(output.messages.contains(words), "\(output.messages)")
    #expect(!folder.names.contains("pwned"))
  }

  @Test func `a revision that looks like an option is none`() async throws {
    try repository()
    let output = try await program(
      "diff",
      "--",
      "--git-dir=/tmp:top.yaml",
      "top.yaml",
      in: folder.path,
      exits: 65
    )
    #expect(output.messages.contains("has no revision '--git-dir=/tmp'"))
  }

  @Test func `without a repository or without Git it says so`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let outside = try await program("diff", "HEAD:m.yaml", path, in: folder.path, exits: 65)
    #expect(outside.messages.contains("the current folder is in no Git repository"))
    let result = await #expect(
      processExitsWith: .exitCode(65),
      observing: [\.standardErrorContent]
    ) { [path = path as String] in
      setenv("PATH", "/nowhere", 1)
      await Program.run(ManifestRun.self, ["diff", "HEAD:m.yaml", path])
    }
    let messages = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(messages.contains("git is not installed or not on the search path"))
  }

  @Test func `a link inside a revision is followed`() async throws {
    try repository()
    folder.link("alias.yaml", to: "x/../top.yaml")
    try commit("third")
    #expect(try await diff("HEAD:alias.yaml", "top.yaml").results.contains("mean the same"))
  }
}
