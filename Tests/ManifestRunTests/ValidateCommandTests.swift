import Foundation
import TestSupport
import Testing

@testable import manifest_run

struct ValidateCommandTests {
  private let folder = TemporaryFolder()

  private let valid = "manifest: 1\nname: x\n"
  private let misspelt = "manifest: 1\nname: x\nfine-tune:\n  epoch: 3\n"

  @Test func `files and folders are validated in one call`() async throws {
    folder.write(valid, to: "all/b.yaml")
    folder.write(misspelt, to: "all/a/c.yml")
    folder.write(misspelt, to: "all/a/notes.txt")
    folder.write(misspelt, to: "all/.hidden/d.yaml")
    let other = folder.write(valid + "dataset: { sed: 3 }\n", to: "other")
    let output = try await program("validate", "\(folder.path)/all/", other, exits: 65)
    #expect(output.messages.contains("/all/a/c.yml:4:3: error: unknown key 'epoch'"))
    #expect(output.messages.contains("/other:3:12: error: unknown key 'sed'"))
    #expect(output.messages.hasSuffix("\n\n2 of 3 manifests are invalid: 2 errors\n"))
    #expect(output.results == "")
  }

  @Test func `a folder of valid manifests is valid`() async throws {
    for name in ["a.yaml", "b.yaml"] { folder.write(valid, to: name) }
    #expect(try await program("validate", folder.path).messages == "2 manifests are valid\n")
    #expect(try await program("validate", folder.path, "--quiet").messages == "")
    let one = try await program("validate", "\(folder.path)/a.yaml", "\(folder.path)//a.yaml")
    #expect(one.messages == "\(folder.path)/a.yaml is valid: 16 steps\n")
  }

  @Test func `symbolic links in a folder are not followed`() {
    let outside = TemporaryFolder()
    outside.write(valid, to: "far/m.yaml")
    folder.write(valid, to: "b.yaml")
    folder.write(valid, to: "sub/text")
    folder.link("a.yaml", to: "\(outside.path)/far/m.yaml")
    folder.link("far", to: "\(outside.path)/far")
    folder.link("loop", to: folder.path)
    folder.link("c.yaml", to: "\(folder.path)/b.yaml")
    folder.link("d.yaml", to: "\(folder.path)/sub/text")
    folder.link("e.yaml", to: "\(folder.path)/gone")
    folder.link("f.yaml", to: "/dev/zero")
    let search = ManifestSearch([folder.path])
    #expect(search.paths == ["\(folder.path)/b.yaml"])
    #expect(search.problems.isEmpty)
  }

  @Test func `a folder without manifests is told`() async throws {
    folder.write(valid, to: "empty/text")
    let output = try await program("validate", "\(folder.path)/empty", exits: 65)
    let words = "there is no .yaml or .yml file in '\(folder.path)/empty'"
    #expect(output.messages == "error: \(words) [no-manifest]\n\n1 error\n")
    let json = try await program("validate", "\(folder.path)/empty", "--format", "json", exits: 65)
    #expect(json.results.contains("\"path\":\"\(folder.path)/empty\""))
  }

  @Test func `what several manifests extend is told once`() async throws {
    folder.write("manifest: 1\nname: base\nfine-tune: { epoch: 3 }\n", to: "base.yaml")
    for index in 0..<5 { folder.write("extends: base.yaml\nname: x\n", to: "\(index).yaml") }
    let output = try await program("validate", folder.path, exits: 65)
    #expect(output.messages.split(separator: "unknown key 'epoch'").count == 2)
    #expect(output.messages.hasSuffix("6 of 6 manifests are invalid: 1 error\n"))
  }

  @Test func `JSON has one object with exactly these keys for each problem`() async throws {
    let path = folder.write(
      "manifest: 1\nname: ü\nfine-tune:\n  epoch: 3\n  models: [ada, ada]\n",
      to: "m.yaml"
    )
    let output = try await program("validate", path, "--format", "json", exits: 65)
    let lines = output.results.split(separator: "\n")
    #expect(lines.count == 3)
    let keys: Set = [
      "path", "line", "column", "end_line", "end_column", "severity", "id", "message", "notes",
      "fix",
    ]
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(Set(try #require(object).keys) == keys)
      #expect(object?["path"] as? String == path)
      #expect(object?["severity"] as? String == "error")
    }
    #expect(lines[0].contains(#""column":7,"end_column":8,"end_line":2,"fix":null"#))
    #expect(lines[1].contains(#""replacement":"epochs"}],"message":"replace with 'epochs'"}"#))
    #expect(lines[2].contains(#""notes":[{"column":12,"end_column":15,"end_line":5,"line":5,"#))
    let missing = try await program("validate", "\(path)x", "--format", "json", exits: 65).results
    #expect(missing.contains(#"{"column":null,"end_column":null,"end_line":null,"fix":null"#))
    #expect(missing.contains("\"path\":\"\(path)x\""))
  }

  @Test func `what is beside valid manifests is counted beside them`() async throws {
    for name in ["a.yaml", "b.yaml"] { folder.write(valid, to: "all/\(name)") }
    folder.write(valid, to: "none/text")
    let (all, none) = ("\(folder.path)/all", "\(folder.path)/none")
    let output = try await program("validate", all, none, exits: 65)
    #expect(output.messages.hasSuffix("\n\n2 manifests are valid; 1 error beside them\n"))
  }

  @Test func `GitHub's annotations are escaped`() async throws {
    let path = folder.write(
      "manifest: 1\nname: x\n\"50%, a:b\": 1\n\"a\\nb\": 2\n",
      to: "m,1:2%.yaml"
    )
    let output = try await program("validate", path, "--format", "github", exits: 65)
    let lines = output.results.split(separator: "\n")
    #expect(lines.count == 2)
    let file = "\(folder.path)/m%2C1%3A2%25.yaml"
    let place = "line=3,endLine=3,col=1,endColumn=11,title=unknown-key"
    #expect(
      lines[0].hasPrefix("::error file=\(file),\(place)::unknown key '50%25, a:b' in a manifest%0A")
    )
    #expect(lines[1].contains("::unknown key 'a\\nb' in a manifest%0Anote: the keys of"))
  }

  @Test func `fixes are applied and the rest is told`() async throws {
    let text = "manifest: 1\r\nname: ü\r\nfine-tune: { epoch: 3, models: [curi] } # 你好\r\n"
    let path = folder.write([0xEF, 0xBB, 0xBF] + Array(text.utf8), to: "m.yaml")
    chmod(path, 0o640)
    let output = try await program("validate", path, "--fix", exits: 65)
    let corrected = text.replacing("epoch:", with: "epochs:").replacing("curi]", with: "curie]")
    #expect(folder.bytes(of: "m.yaml") == [0xEF, 0xBB, 0xBF] + Array(corrected.utf8))
    #expect(
      output.messages.hasPrefix(
        "\(path):3:14: corrected: replace with 'epochs' [unknown-key]\n"
          + "\(path):3:33: corrected: replace with 'curie' [unknown-model]\n"
      )
    )
    #expect(output.messages.contains("\(path):2:7: error: 'name' must be"))
    #expect(output.messages.hasSuffix("\n1 error\n"))
    #expect(folder.names == ["m.yaml"])
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test func `a fixed manifest is valid and stays as it is`() async throws {
    let path = folder.write(misspelt, to: "m.yaml")
    let first = try await program("validate", path, "--fix")
    #expect(first.messages.hasSuffix("\n\(path) is valid: 16 steps\n"))
    let again = try await program("validate", path, "--fix")
    #expect(again.messages == "\(path) is valid: 16 steps\n")
    #expect(folder.lines(of: "m.yaml").last == "  epochs: 3")
  }

  @Test func `a block scalar is replaced as a whole`() async throws {
    let text = "dataset:\n  layout: |\n    whole-documents\n  order: >-\n    shufled\n\n  seed: 3\n"
    let path = folder.write(valid + text, to: "m.yaml")
    _ = try await program("validate", path, "--fix")
    let shown = try await program("show", path, "--resolved").results.withoutOrigins
    #expect(shown.contains("  layout: whole-document\n  order: shuffled\n"))
    #expect(shown.contains("  seed: 3\n"))
  }

  @Test func `only files that are validated are corrected`() async throws {
    folder.write(misspelt, to: "base.yaml")
    let path = folder.write("extends: base.yaml\nname: y\n", to: "m.yaml")
    _ = try await program("validate", path, "--fix", "--set", "dataset.sed=3", exits: 65)
    #expect(folder.lines(of: "base.yaml").last == "  epoch: 3")
    folder.link("link.yaml", to: path)
    _ = try await program("validate", "\(folder.path)/link.yaml", folder.path, "--fix")
    #expect(folder.lines(of: "base.yaml").last == "  epochs: 3")
    let target = try FileManager.default.destinationOfSymbolicLink(
      atPath: "\(folder.path)/link.yaml"
    )
    #expect(target == path)
  }
}

struct FileReplacementTests {
  private let folder = TemporaryFolder()

  @Test func `a file that was changed since it was read is left alone`() throws {
    let path = folder.write("new", to: "m.yaml")
    #expect(throws: FileReplacement.Failure.changed) {
      try FileReplacement.replace(path, "old", with: "corrected")
    }
    #expect(throws: FileReplacement.Failure.changed) {
      try FileReplacement.replace(path + "x", "old", with: "corrected")
    }
    #expect(folder.lines(of: "m.yaml") == ["new"])
    #expect(folder.names == ["m.yaml"])
    try FileReplacement.replace(path, "new", with: "")
    #expect(folder.bytes(of: "m.yaml") == [])
  }

  private func status(of name: String) -> stat {
    var status = stat()
    stat("\(folder.path)/\(name)", &status)
    return status
  }

  @Test func `a file with several names is left alone`() throws {
    let path = folder.write("old", to: "m.yaml")
    try #require(link(path, "\(folder.path)/n.yaml") == 0)
    #expect(throws: FileReplacement.Failure.hardLinks(2)) {
      try FileReplacement.replace(path, "old", with: "new")
    }
    #expect(status(of: "m.yaml").st_ino == status(of: "n.yaml").st_ino)
    #expect(folder.lines(of: "n.yaml") == ["old"] && folder.names == ["m.yaml", "n.yaml"])
  }

  @Test(arguments: [0o444, 0o400, 0o555]) func `a read-only file is left alone`(mode: Int) {
    let path = folder.write("old", to: "m.yaml")
    chmod(path, mode_t(mode))
    #expect(throws: FileReplacement.Failure.readOnly) {
      try FileReplacement.replace(path, "old", with: "new")
    }
    #expect(folder.lines(of: "m.yaml") == ["old"] && folder.names == ["m.yaml"])
    #expect(status(of: "m.yaml").st_mode & 0o7777 == mode_t(mode))
  }

  @Test(.enabled(if: geteuid() == 0, "only root can make a file of another user"))
  func `a file keeps its owner, or is left alone`() async throws {
    let path = folder.write("manifest: 1\nname: x\nfine-tune:\n  epoch: 3\n", to: "m.yaml")
    try #require(chmod(folder.path, 0o777) == 0 && chmod(path, 0o666) == 0)
    let user = ["setpriv", "--reuid=1234", "--regid=1234", "--clear-groups", "env", "HOME=/tmp"]
    let result = try await Subprocess.run(
      user + [ProgramCall.executable.path, "validate", "--fix", path]
    )
    #expect(result.errors.contains("it belongs to another user or group"), "\(result.errors)")
    #expect(result.status == 65 && folder.names == ["m.yaml"])
    try #require(chown(path, 1234, 1234) == 0)
    _ = try await Subprocess.run([ProgramCall.executable.path, "validate", "--fix", path])
    #expect(folder.lines(of: "m.yaml").last == "  epochs: 3")
    #expect(status(of: "m.yaml").st_uid == 1234 && status(of: "m.yaml").st_gid == 1234)
    #expect(status(of: "m.yaml").st_mode & 0o7777 == 0o666)
  }

  @Test func `a folder that cannot be written to leaves the file as it is`() {
    #expect(throws: FileReplacement.Failure.self) {
      try FileReplacement.replace("/proc/self/status", "x", with: "y")
    }
  }
}
