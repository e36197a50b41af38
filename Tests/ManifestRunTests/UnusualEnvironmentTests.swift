import Foundation
import TestSupport
import Testing

@testable import manifest_run

#if os(Linux)
/// What the program says where folders, files, arguments or pipes are not as they should be.
struct UnusualEnvironmentTests {
  private let folder = TemporaryFolder()

  private func shell(_ script: String) async throws -> Subprocess.Result {
    try await Subprocess.run(
      ["bash", "-c", "exec 2>&1; " + script, "bash", ProgramCall.executable.path],
      folder: folder.path
    )
  }

  private static let look = [
    "list", "status", "show last", "logs last", "rm 1", "cancel", "cache verify", "cache gc",
    "cache size", "provider orphans",
  ]

  private static let plan = [
    "run -q m.yaml", "plan m.yaml", "explain m.yaml generate", "status m.yaml", "dag m.yaml",
    "diff m.yaml m.yaml",
  ]

  @Test(arguments: look) func `a deleted current folder is told`(command: String) async throws {
    let result = try await shell(
      "mkdir x && cd x && rmdir ../x && exec timeout 60 \"$1\" \(command)"
    )
    #expect(result.status == 1)
    #expect(result.output.hasPrefix("error: the current folder was deleted\n"), "\(result.output)")
  }

  @Test func `whole paths are enough where the current folder was deleted`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let gone = "mkdir x && cd x && rmdir ../x && exec timeout 60 \"$1\" "
    for command in ["validate \(path)", "run -q --until generate \(path)", "plan \(path)"] {
      #expect(try await shell(gone + command).status == 0)
    }
    #expect(try await shell(gone + "list --workspace \(folder.path)/.manifest-run").status == 0)
    let relative = try await shell(gone + "plan m.yaml")
    #expect(relative.status == 65 && relative.output.contains("there is no file 'm.yaml'"))
  }

  /// A call as a user who is not root, by whom every folder can be entered.
  private static let asUser =
    geteuid() == 0
    ? "setpriv --reuid=1234 --regid=1234 --clear-groups env HOME=/tmp \"$1\" " : "\"$1\" "

  @Test(arguments: [0o000, 0o100, 0o400, 0o300])
  func `a workspace that may not be entered is told in one sentence`(rights: Int) async throws {
    folder.write(smallManifest, to: "m.yaml")
    _ = try await shell(#"chmod 755 . && "$1" run -q m.yaml --until generate"#)
    let workspace = "\(folder.path)/.manifest-run"
    chmod(workspace, mode_t(rights))
    if geteuid() == 0 { chown(workspace, 1234, 1234) }
    defer { chmod(workspace, 0o755) }
    let words = "error: cannot enter '\(workspace)': Permission denied\n"
    for command in Self.look + Self.plan where command != "provider orphans" {
      let result = try await shell(Self.asUser + command)
      #expect(result.status == 1, "\(command)")
      #expect(result.output.hasPrefix(words), "\(command): \(result.output)")
    }
    let orphans = try await shell("OPENAI_API_KEY=x " + Self.asUser + "provider orphans")
    #expect(orphans.status == 1 && orphans.output.hasPrefix(words), "\(orphans.output)")
  }

  @Test func `a workspace behind a folder that may not be entered is told too`() async throws {
    folder.write(smallManifest, to: "m.yaml")
    let inner = "\(folder.path)/closed"
    _ = try await shell(#"chmod 755 . && "$1" run -q m.yaml --until generate --workspace closed/w"#)
    chmod(inner, 0)
    defer { chmod(inner, 0o755) }
    for command in Self.look + Self.plan where command != "provider orphans" {
      let result = try await shell(Self.asUser + command + " --workspace \(inner)/w")
      #expect(result.status == 1, "\(command)")
      #expect(result.output.hasPrefix("error: cannot find '\(inner)/w': Permission denied\n"))
    }
  }

  @Test func `a manifest comes through a pipe, from the current folder`() async throws {
    folder.write("manifest: 1\ndataset: { realized: 12, unrealized: 4 }\n", to: "base.yaml")
    folder.write("extends: base.yaml\nname: small\n", to: "m.yaml")
    for call in [
      "plan - < m.yaml", "plan /dev/stdin < m.yaml", "cat m.yaml | $P plan -",
      "plan <(cat m.yaml)", "cat m.yaml | $P validate -", "show - --resolved < m.yaml",
      "diff m.yaml - < m.yaml", "status - < m.yaml", "dag - < m.yaml",
      "explain - generate < m.yaml",
    ] {
      let command = call.contains("$P") ? call : "$P " + call
      let result = try await shell("P=\"$1\"; " + command)
      #expect(result.status == 0, "\(call): \(result.output)")
    }
    let made = try await shell(#""$1" run -q --until generate - < m.yaml && "$1" plan m.yaml"#)
    #expect(made.output.contains("reused"), "\(made.output)")
    #expect(folder.names == [".manifest-run", "base.yaml", "m.yaml"])
    let pipe = try await shell(#"mkfifo sub; (cat m.yaml > sub &); "$1" validate sub"#)
    #expect(pipe.output == "sub is valid: 16 steps\n")
  }

  @Test func `what comes through a pipe is refused for its own reason`() async throws {
    let faulty = try await shell(#"printf 'manifest: 1\nname: x\nepoch: 3\n' | "$1" plan -"#)
    #expect(faulty.status == 65 && faulty.output.hasPrefix("-:3:1: error: unknown key 'epoch'"))
    let latin = try await shell(#"printf 'name: caf\xe9\n' | "$1" plan -"#)
    #expect(latin.output.contains("'-' is not valid UTF-8: byte 0xE9 at line 1, column 10"))
    let closed = try await shell(#""$1" validate - <&-"#)
    #expect(closed.status == 65)
    let fix = try await shell(#"echo | "$1" validate --fix -"#)
    #expect(fix.status == 64 && fix.output.contains("'--fix' changes files, and '-' is none"))
    // A file extends no pipe: it would be another one at each reading.
    folder.write("extends: /dev/stdin\nname: x\n", to: "m.yaml")
    #expect(try await shell(#"echo 'manifest: 1' | "$1" plan m.yaml"#).status == 65)
    #expect(try await shell(#""$1" plan /dev/zero"#).output.contains("is a pipe, a device"))
  }

  @Test func `an argument and a current folder that are no UTF-8 are told`() async throws {
    folder.write(smallManifest, to: "m.yaml")
    let value = try await shell(#""$1" plan m.yaml --set $'name=caf\xe9'"#)
    #expect(value.status == 64)
    #expect(value.output.hasPrefix("error: argument 4 is not UTF-8: 'name=caf\u{FFFD}'\n"))
    #expect(try await shell(#""$1" plan $'\xff.yaml'"#).status == 64)
    let inside = try await shell(#"d=$'caf\xe9'; mkdir $d; cd $d; "$1" list"#)
    #expect(inside.status == 64)
    #expect(inside.output.hasPrefix("error: the path of the current folder is not UTF-8: '/"))
  }

  @Test func `no output steers a terminal`() async throws {
    let name = "b\u{1B}[31m\u{9B}a\u{202E}d.yaml"
    folder.write(
      #"""
      manifest: 1
      name: x
      description: "de\e[33m\x9bs\u202Ec"
      dataset: { realized: 4, unrealized: 3, pairs: "p\e[32m\x9b.csv",
        guidance: { phrasings: ["\e[34m\x9b\u202E{question} {answer}"] } }
      fine-tune: { models: [ada], epochs: 1, suffix: "s" }
      expect:
        - { model: ada, split: unrealized, metric: exact-match, value: 0.5, source: "s\e[3m\x9b\u202E" }
      """#,
      to: name
    )
    let rows = (0..<20).map { "q\($0)?,a\($0)\n" }.joined()
    folder.write("question,answer\n" + rows, to: "p\u{1B}[32m\u{9B}.csv")
    let ways = """
      run F;run F --json;run F -v --force *;plan F;plan F --json;explain F *;explain F * --json;status F;
      status F --json;status;dag F;dag F --json;dag F --format dot;dag F --format mermaid;
      list;list --json;list --csv;show 1;show 1 -v;show 1 --json;logs 1 -v;
      logs 1 --json;rm 1 --dry-run;cache verify;cache gc;cache size;show F --resolved;
      show F --resolved --json;diff F F --set-b description=x;diff F F --set-b description=x --json;
      diff F F --set-b dataset.guidance.phrasings=1 --format md;validate F X;
      validate F --set dataset.seed=-1 --format json;validate F X --set x=F --format github;init F;
      init x/F;run F --workspace F/x;plan F --cache F;plan F --only F;run F --until F;show F;logs F;
      list --manifest F;list --where F;list --since F;cancel F;provider orphans F;explain F F;F;--F;
      diff F:F F;diff HEAD:F F;plan F --set F=3;plan F --set dataset.pairs=F;serve --port F
      """
    for way in ways.split(separator: ";") {
      let words = way.split { $0 == " " || $0 == "\n" }
        .map { String($0).replacing("F", with: name).replacing("X", with: "\u{1B}[5m") }
      let result = try await Subprocess.run(
        [ProgramCall.executable.path] + words,
        folder: folder.path
      )
      let said = (result.output + result.errors).unicodeScalars
      let steering = said.filter {
        ($0.properties.generalCategory == .control && $0 != "\n")
          || (0x202A...0x202E).contains($0.value)
      }
      #expect(steering.isEmpty, "\(way)")
      if way.hasSuffix("--json"), !way.contains("logs") {
        #expect(throws: Never.self) {
          try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        }
      }
    }
    let report = String(decoding: folder.bytes(of: ".manifest-run/runs/1/report.md"), as: UTF8.self)
    #expect(report.contains("de\\") && !report.contains("\u{1B}"), "\(report)")
  }

  @Test func `a link that leads out is told with where it leads`() async throws {
    let outside = TemporaryFolder()
    let target = outside.write(smallManifest, to: "m.yaml")
    folder.link("m.yaml", to: target)
    folder.link("up", to: outside.path)
    let words = "leads to '\(target)', which is outside '\(folder.path)'"
    #expect(try await shell(#""$1" plan m.yaml"#).output.contains("'m.yaml' \(words)"))
    #expect(try await shell(#""$1" plan ./m.yaml"#).output.contains("'./m.yaml' \(words)"))
    folder.write("extends: up/m.yaml\nname: x\n", to: "n.yaml")
    #expect(try await shell(#""$1" plan n.yaml"#).output.contains("'up/m.yaml' \(words)"))
    folder.write("extends: \(target)\nname: x\n", to: "n.yaml")
    #expect(try await shell(#""$1" plan n.yaml"#).output.contains("'\(target)' is outside"))
  }
}
#endif
