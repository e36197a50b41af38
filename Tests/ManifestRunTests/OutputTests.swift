import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import manifest_run

#if os(Linux)
/// Results that cannot be written are told; a reader that left is not.
struct OutputTests {
  private let folder = TemporaryFolder()

  /// A call of each command that prints results, after a run; nil where a command prints none.
  private static let calls: [String: [String]?] = [
    "run": ["run", "m.yaml", "--json", "--until", "generate"],
    "plan": ["plan", "m.yaml", "--detailed-exitcode"],
    "explain": ["explain", "m.yaml", "generate"],
    "status": ["status", "m.yaml"],
    "dag": ["dag", "m.yaml", "--format", "dot"],
    "list": ["list"],
    "show": ["show", "last"],
    "logs": ["logs", "last"],
    "rm": ["rm", "1", "--dry-run"],
    "diff": ["diff", "m.yaml", "m.yaml", "--set-b", "dataset.seed=1"],
    "cache verify": ["cache", "verify"],
    "cache gc": ["cache", "gc"],
    "cache size": ["cache", "size"],
    "validate": ["validate", "m.yaml", "--format", "json", "--set", "dataset.sed=3"],
    "schema": ["schema"],
    "init": nil,
    "cancel": ["cancel", "--json"],
    "provider adopt": nil,
    "provider orphans": nil,
    "serve": ["serve", "--port", "0", "--state", "state"],
    "doctor": ["doctor"],
    "exec": nil,
  ]

  private static func names(of command: any ParsableCommand.Type, below: String) -> [String] {
    command.configuration.subcommands.flatMap { subcommand in
      let name = below + (subcommand.configuration.commandName ?? "")
      let inner = names(of: subcommand, below: name + " ")
      return inner.isEmpty ? [name] : inner
    }
  }

  private func call(_ arguments: [String], to results: String) async throws -> (Int32, String) {
    let messages = "\(folder.path)/messages"
    let call = ProgramCall(
      arguments,
      environment: ProgramCall.plainEnvironment,
      folder: folder.path
    )
    let ending = try await call.start(results: results, messages: messages).end()
    return (ending.status, String(decoding: folder.bytes(of: "messages"), as: UTF8.self))
  }

  private static let sentence = "standard output cannot be written: No space left on device"

  @Test func `every command tells that its results cannot be written`() async throws {
    #expect(Self.names(of: ManifestRun.self, below: "").sorted() == Self.calls.keys.sorted())
    folder.write(smallManifest, to: "m.yaml")
    let run = ["run", "m.yaml", "--quiet", "--until", "generate"]
    #expect(try await call(run, to: "\(folder.path)/results").0 == 0)
    for (name, arguments) in Self.calls.sorted(by: { $0.key < $1.key }) {
      let help = name.split(separator: " ").map(String.init) + ["--help"]
      for arguments in [help, arguments].compactMap({ $0 }) {
        let (status, messages) = try await call(arguments, to: "/dev/full")
        #expect(status == 74, "\(arguments)")
        #expect(messages.contains("error: \(Self.sentence)\n"), "\(arguments): \(messages)")
      }
    }
  }

  @Test(arguments: ["--version", "--help", "--generate-completion-script=zsh"])
  func `what the parser of arguments prints is a result too`(option: String) async throws {
    let words = option.split(separator: "=").map(String.init)
    #expect(try await call(words, to: "/dev/full") == (74, "error: \(Self.sentence)\n"))
  }

  /// Runs a shell's script with the program as its first argument.
  private func shell(_ script: String) async throws -> Subprocess.Result {
    try await Subprocess.run(
      ["bash", "-c", script, "bash", ProgramCall.executable.path],
      folder: folder.path
    )
  }

  @Test(arguments: ["schema", "--generate-completion-script zsh", "dag m.yaml --format dot"])
  func `a reader that left is nobody to tell`(arguments: String) async throws {
    folder.write(smallManifest, to: "m.yaml")
    let result = try await shell("(sleep 0.2; \"$1\" \(arguments); echo \"rc $?\" >&2) | true")
    #expect(result.errors == "rc 0\n")
  }

  @Test func `a closed output is told, and no file takes its place`() async throws {
    folder.write(smallManifest, to: "m.yaml")
    let result = try await shell(#""$1" run -q --json m.yaml --until generate 2>&1 >&- | cat"#)
    #expect(result.output.contains("standard output cannot be written: Bad file descriptor"))
    #expect(try await shell(#""$1" list > /dev/null 2>&-"#).status == 0)
    #expect(try await shell(#""$1" plan -q m.yaml <&-"#).status == 0)
  }

  @Test func `every command can be told to be quiet`() async throws {
    // No user calls this one.
    for name in Self.calls.keys where name != "exec" {
      let help = name.split(separator: " ").map(String.init) + ["--help"]
      _ = try await call(help, to: "\(folder.path)/results")
      let text = String(decoding: folder.bytes(of: "results"), as: UTF8.self)
      for option in ["--quiet", "--verbose", "--no-color"] {
        #expect(text.contains(option), "\(name) \(option)")
      }
      let hasJSON = !["validate", "schema", "init"].contains(name)
      #expect(text.contains("--json") == hasJSON, "\(name)")
    }
  }
}

/// Limits of the system that nothing works below.
struct ResourceLimitTests {
  private let folder = TemporaryFolder()

  private func ending(_ limit: String, _ arguments: String) async throws -> Subprocess.Result {
    folder.write(smallManifest, to: "m.yaml")
    let script = "ulimit \(limit) && exec timeout 60 \"$1\" \(arguments)"
    return try await Subprocess.run(
      ["bash", "-c", script, "bash", ProgramCall.executable.path],
      folder: folder.path
    )
  }

  @Test(arguments: ["-n 4", "-n 5", "-n 8", "-n 20", "-v 120000", "-v 200000", "-v 262144"])
  func `a limit that is too low is told at the start`(limit: String) async throws {
    for arguments in ["run -q m.yaml", "--version", "list"] {
      let result = try await ending(limit, arguments)
      #expect(result.status == 1, "\(limit) \(arguments)")
      #expect(result.errors.contains("(ulimit \(limit.prefix(2)))\n"), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1)
    }
  }

  @Test func `training is refused by its real reason where memory is short`() async throws {
    let result = try await ending("-v 700000", "run -q m.yaml")
    #expect(result.status == 1)
    #expect(
      result.errors.contains("oneDNN, which cannot be loaded: the limit on memory is 700000 KiB")
    )
    #expect(try await ending("-n 32", "run -q m.yaml").status == 0)
  }

  @Test func `a library that is here and broken is not called absent`() async throws {
    folder.write("no library", to: "lib/libdnnl.so.3")
    folder.write(smallManifest, to: "m.yaml")
    let result = try await Subprocess.run(
      [
        "env", "LD_LIBRARY_PATH=\(folder.path)/lib", ProgramCall.executable.path, "run", "-q",
        "m.yaml",
      ],
      folder: folder.path
    )
    // Where there is a whole one of another name too, that one is used.
    if result.status != 0 {
      #expect(result.errors.contains("which cannot be loaded: \(folder.path)/lib/libdnnl.so.3: "))
    }
  }
}
#endif
