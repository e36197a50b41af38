import Engine
import Foundation
import System
import TestSupport
import Testing

@testable import manifest_run

/// What a run records of where it comes from.
struct ProvenanceTests {
  private static let filter = SecretFilter(environment: [
    "LAB_API_KEY": "correct-horse-battery", "HF_TOKEN": "short", "HOME": "/home/somebody",
    "MAX_TOKENS": "1234567890",
  ])

  @Test(arguments: [
    (["manifest-run", "a.yaml"], ["manifest-run", "a.yaml"]),
    (["--set", "x=correct-horse-battery"], ["--set", "x=[LAB_API_KEY]"]),
    (["--api-key", "abc"], ["--api-key", "[secret]"]),
    (["--api-key", "correct-horse-battery"], ["--api-key", "[LAB_API_KEY]"]),
    (["--token=abc", "--quiet"], ["--token=[secret]", "--quiet"]),
    (["--token", "--quiet"], ["--token", "--quiet"]),
    (["--set", "openai.api-key=abc"], ["--set", "openai.api-key=[secret]"]),
    (["--set", "a.b=sk-0123456789abcdef0123"], ["--set", "a.b=[secret]"]),
    (["ghp_0123456789abcdef0123"], ["[secret]"]),
    (
      ["--base-url", "https://me:pw@host/v1?a=@b"], ["--base-url", "https://[secret]@host/v1?a=@b"]
    ),
    (["--set", "x.max-tokens=64"], ["--set", "x.max-tokens=64"]),
    (
      ["--workspace", "/home/somebody/ws", "1234567890"],
      ["--workspace", "/home/somebody/ws", "1234567890"]
    ),
  ])
  func `a command line is kept without its secrets`(words: [String], kept: [String]) {
    #expect(Self.filter.filtered(command: words) == kept)
  }

  @Test func `a sentence is kept without the values of secret variables`() {
    #expect(
      Self.filter.filtered("bad key 'correct-horse-battery' of /home/somebody")
        == "bad key '[LAB_API_KEY]' of /home/somebody"
    )
  }

  @Test func `the state of a repository is read from what Git says`() {
    let output = """
      # branch.oid 0123456789abcdef
      # branch.head work/on #1
      1 .M N... 100644 100644 100644 aaaa bbbb a file
      u UU N... 1 2 3 4 a b c conflict
      ? notes.txt
      ? # strange

      """
    var repository = RunProvenance.Repository()
    RepositoryState.read(Array(output.utf8), into: &repository)
    #expect(repository.commit == "0123456789abcdef")
    #expect(repository.branch == "work/on #1")
    #expect(repository.changed == 2)
    #expect(repository.untracked == 2)
    #expect(repository.isClean == false)
    RepositoryState.read(
      Array("# branch.oid (initial)\n# branch.head (detached)\n".utf8),
      into: &repository
    )
    #expect(repository.commit == nil)
    #expect(repository.branch == nil)
  }

  @Test func `no repository is no failure, and a given up question ends`() throws {
    let folder = TemporaryFolder()
    func state(isGivenUp: Bool = false) -> RunProvenance.Repository {
      RepositoryState.read(at: folder.path, variables: Environment.all) { isGivenUp }
    }
    #expect(state().problem == "no repository")
    let git = ["git", "init", "--quiet", folder.path]
    _ = try ChildProcess.run(git, to: .memory(limit: 1000))
    let fresh = state()
    #expect(fresh.problem == nil && fresh.commit == nil && fresh.changed == 0)
    #expect(state(isGivenUp: true).problem == "git did not answer in time")
  }

  @Test func `the machine has a system and a name`() {
    let machine = Machine.facts(cores: 3)
    #expect(machine.cores == 3)
    #expect(!machine.system.isEmpty && !machine.host.isEmpty)
    #expect(machine.memory.map { $0 > 1 << 20 } ?? true)
  }
}
