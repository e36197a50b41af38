import Foundation
import System
import TestSupport
import Testing

/// A key that is recognised wherever it is, and a search for it in everything that is left behind.
@Suite(.serialized, .timeLimit(.hang))
struct SecretTests {
  /// Where a user may keep the key.
  enum Place: String, CaseIterable, Sendable {
    case variable, file, command
  }

  /// It has characters that addresses and forms escape.
  private static let key = "sk-recognisable/7f3a+9c1e=5b2d8064"

  @Test(arguments: Place.allCases)
  func `the key is in nothing that is written, printed or handed to another program`(
    place: Place
  ) async throws {
    var rehearsal = Rehearsal(.jobs, manifest: Rehearsal.tiny.replacing("PROVIDER", with: "lab"))
    rehearsal.key = ""
    let folder = rehearsal.folder
    let keeping = try Self.keep(in: place, folder)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    _ = try Self.script(Self.telling("PATH='\(path)' exec git \"$@\"", folder), "git", folder)
    // In a repository the program asks Git about it.
    try await Self.makeRepository(folder)
    let variables = keeping.variables.merging(["PATH": "\(folder.path)/bin:\(path)"]) { $1 }
    let outputs = try await rehearsal.withServer(servedKey: Self.key) { [rehearsal] server in
      let settings = "name: lab, base-url: \"\(server.address)\", \(keeping.settings)"
      folder.write("providers: [{ \(settings) }]\n", to: "user/config/manifest-run/providers.yaml")
      try Self.watch(folder)
      defer { folder.write("", to: "stop") }
      var outputs: [ProgramCall.Ending] = []
      for words in [
        ["plan"], ["run", "--verbose", "--cache", folder.path + "/cache"], ["run", "--json"],
        ["plan", "--json"], ["status", "--json"],
      ] {
        var call = try rehearsal.call(words[0], at: server.address, variables: variables)
        call.arguments += words.dropFirst()
        outputs.append(try await call.ending())
      }
      for words in [
        ["show", "1", "--json"], ["logs", "1", "--json"], ["list", "--json"],
        ["cache", "verify", "--json"],
      ] {
        var call = try rehearsal.call(at: server.address, variables: variables)
        call.arguments = words + ["--workspace", folder.path + "/workspace"]
        outputs.append(try await call.ending())
      }
      return outputs
    }
    for output in outputs { #expect(output.status == 0, "\(output.messages)") }
    #expect(rehearsal.jobs.count == 1)
    for output in outputs { expectNoKey(in: output.results + output.messages, "what it prints") }
    for file in keeping.files {
      #expect(Data(folder.bytes(of: file)).contains(Array(Self.key.utf8)), "nothing is searched")
    }
    let names = try expectNoKey(below: folder, except: keeping.files)
    for part in ["workspace/", "report.md", "cache/", "served/jobs", "cmdlines", "children"] {
      #expect(names.contains { $0.contains(part) }, "no '\(part)' in \(names)")
    }
  }

  @Test(.enabled(if: Faults.areUsable, Faults.reason))
  func `a killed client leaves no key behind`() async throws {
    let library = try await FaultLibrary()
    var rehearsal = Rehearsal(.jobs)
    rehearsal.key = Self.key
    try await rehearsal.withServer(servedKey: Self.key) { [rehearsal] server in
      for call in stride(from: 60, through: 460, by: 40) {
        var variables = Faults.trial(.kill, call, .jobs, library).variables
        variables["FAULTS_ROOT"] = rehearsal.folder.path
        let ending = try await rehearsal.call("run", at: server.address, variables: variables)
          .ending()
        expectNoKey(in: ending.results + ending.messages, "what it prints")
        try expectNoKey(below: rehearsal.folder, except: [])
      }
    }
  }

  @Test(arguments: Dialect.allCases)
  func `a key that the service refuses is not shown`(dialect: Dialect) async throws {
    var rehearsal = Rehearsal(dialect)
    rehearsal.key = Self.key
    let endings = try await rehearsal.withServer(servedKey: "sk-another") { [rehearsal] server in
      [
        try await rehearsal.call("run", "--verbose", at: server.address).ending(),
        try await rehearsal.call("run", "--json", at: server.address).ending(),
      ]
    }
    for ending in endings {
      #expect(ending.status == 1, "\(ending.messages)")
      #expect((ending.messages + ending.results).contains("OPENAI_API_KEY"))
      expectNoKey(in: ending.results + ending.messages, "what it prints")
    }
    try expectNoKey(below: rehearsal.folder, except: [])
    #expect(rehearsal.jobs.isEmpty)
  }

  /// What one way of keeping the key consists of.
  private struct Keeping {
    /// The files that hold it, from the rehearsal's folder.
    var files: [String] = []

    /// The settings that say where it is.
    var settings: String

    var variables: [String: String] = [:]
  }

  /// Puts the key where a user keeps it.
  private static func keep(in place: Place, _ folder: TemporaryFolder) throws -> Keeping {
    let path = "\(folder.path)/kept/key"
    switch place {
    case .variable:
      return Keeping(settings: "key-variable: LAB_KEY", variables: ["LAB_KEY": key])
    case .file:
      folder.write(key + "\n", to: "kept/key")
      return Keeping(files: ["kept/key"], settings: "key-file: \(path)")
    case .command:
      folder.write(key + "\n", to: "kept/key")
      let program = try script(telling("cat \(path)", folder), "print-key", folder)
      return Keeping(files: ["kept/key"], settings: "key-command: [\(program)]")
    }
  }

  /// A script that first writes down how it was called.
  private static func telling(_ command: String, _ folder: TemporaryFolder) -> String {
    """
    #!/bin/sh
    { echo "$0" "$@"; tr '\\0' '\\n' </proc/self/environ; } >>\(folder.path)/children
    \(command)

    """
  }

  private static func script(
    _ text: String,
    _ name: String,
    _ folder: TemporaryFolder
  ) throws -> String {
    let path = folder.write(text, to: "bin/\(name)")
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    return path
  }

  private static func makeRepository(_ folder: TemporaryFolder) async throws {
    try await Subprocess(["git", "init", "--quiet", folder.path]).end()
  }

  /// Writes down the arguments of all processes on this machine until a file appears.
  private static func watch(_ folder: TemporaryFolder) throws {
    let script = """
      until [ -e stop ]; do cat /proc/[0-9]*/cmdline 2>/dev/null >>cmdlines; sleep 0.2; done
      """
    _ = try Subprocess(["/bin/sh", "-c", script], folder: folder.path)
  }

  /// The key in the forms in which it could be somewhere.
  private static let forms: [(name: String, bytes: [UInt8])] = {
    var forms = [("plain", Array(key.utf8))]
    // What stands before it decides at which of three places of a base64 text it begins.
    for offset in 0..<3 {
      let padded = Data(repeating: 0x41, count: offset) + Data(key.utf8)
      let text = padded.base64EncodedString().dropFirst(offset == 0 ? 0 : 4).dropLast(4)
      forms.append(("base64 at \(offset)", Array(text.utf8)))
    }
    let letters = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
    let escaped = key.addingPercentEncoding(withAllowedCharacters: letters) ?? key
    forms.append(("percent-encoded", Array(escaped.utf8)))
    forms.append(("JSON", Array(key.replacing("/", with: "\\/").utf8)))
    forms.append(("hexadecimal", Array(key.utf8.map { String($0, radix: 16) }.joined().utf8)))
    return forms
  }()

  private func expectNoKey(in text: String, _ place: String) {
    for form in Self.forms {
      #expect(!Data(text.utf8).contains(form.bytes), "the key (\(form.name)) is in \(place)")
    }
  }

  /// Searches all files below a folder, and returns their names.
  @discardableResult
  private func expectNoKey(
    below folder: TemporaryFolder,
    except kept: [String]
  ) throws -> [String] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { !kept.contains($0) }
    for name in names {
      let bytes = Data(folder.bytes(of: name))
      for form in Self.forms {
        #expect(!bytes.contains(form.bytes), "the key (\(form.name)) is in \(name)")
      }
    }
    return names
  }
}

extension Data {
  fileprivate func contains(_ bytes: [UInt8]) -> Bool { range(of: Data(bytes)) != nil }
}
