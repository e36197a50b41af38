import Diagnostics
import Foundation
import OpenAIProvider
import TestSupport
import Testing

@testable import manifest_run

struct ServiceSettingsTests {
  private let folder = TemporaryFolder()

  private static let lab = """
    providers:
      - { name: lab, base-url: "https://lab.example/v1", key-command: [sh, -c, "touch pwned"] }
    """

  /// Writes a file of settings below a folder as the programs look for it.
  private func write(_ text: String, below name: String) -> String {
    folder.write(text, to: "\(name)/manifest-run/providers.yaml")
  }

  private func settings(_ text: String) -> ServiceSettings {
    ServiceSettings(path: write(text, below: "config"), variable: { _ in nil })
  }

  private func permit(_ mode: Int, _ name: String) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode],
      ofItemAtPath: folder.path + "/" + name
    )
  }

  @Test func `services are those of the environment and of the file`() {
    #expect(settings(Self.lab).services.map(\.name) == ["openai", "openai-legacy", "lab"])
    #expect(settings(Self.lab).problems.isEmpty)
    let none = ServiceSettings(path: nil, variable: { _ in nil })
    #expect(none.services.map(\.name) == ["openai", "openai-legacy"])
  }

  @Test(
    arguments: [
      (0o664, "config/manifest-run/providers.yaml"), (0o646, "config/manifest-run/providers.yaml"),
      (0o777, "config/manifest-run"), (0o777, "config"), (0o775, "config/manifest-run"),
    ]
  )
  func `a file that others may write is not used`(mode: Int, name: String) throws {
    let path = write(Self.lab, below: "config")
    try permit(mode, name)
    // What root shares with a group is root's to say.
    let isRoots = geteuid() == 0 && mode == 0o775
    let settings = ServiceSettings(path: path, variable: { _ in nil })
    #expect(settings.problems.map(\.id) == (isRoots ? [] : ["unsafe-settings"]))
    #expect(settings.services.isEmpty == !isRoots)
    // The bit of /tmp keeps others from putting another file in the place.
    if mode == 0o777 {
      try permit(0o1777, name)
      #expect(ServiceSettings(path: path, variable: { _ in nil }).problems.isEmpty)
    }
  }

  @Test func `a link is followed, and its target must be nobody else's`() throws {
    folder.write(Self.lab, to: "open/settings.yaml")
    let path = write("", below: "config")
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(
      atPath: path,
      withDestinationPath: folder.path + "/open/settings.yaml"
    )
    #expect(ServiceSettings(path: path, variable: { _ in nil }).problems.isEmpty)
    try permit(0o777, "open")
    let settings = ServiceSettings(path: path, variable: { _ in nil })
    #expect(settings.problems.map(\.id) == ["unsafe-settings"])
  }

  @Test(.enabled(if: geteuid() == 0))
  func `a file of another user is not used`() throws {
    let path = write(Self.lab, below: "config")
    #expect(chown(path, 1234, 1234) == 0)
    let settings = ServiceSettings(path: path, variable: { _ in nil })
    #expect(settings.problems.map(\.id) == ["unsafe-settings"])
  }

  @Test func `all that is wrong with services is told, each at its place`() {
    let settings = settings(
      """
      providers:
        - { name: local, base-url: "http://lab.example/v1", key-file: key }
        - { name: a, base-url: "https://a.example", key-file: /key, key-command: [pass] }
      """
    )
    #expect(settings.services.isEmpty)
    #expect(
      settings.problems.map {
        "\($0.range?.start.line ?? 0) \($0.range?.text ?? "") \($0.id.rawValue)"
      }
        == [
          "2 local unusable-service", "2 \"http://lab.example/v1\" unusable-service",
          "2 key unusable-service", "3 [pass] unusable-service",
        ]
    )
  }

  /// What the program says of a manifest with a provider.
  private func validation(
    of provider: String,
    _ environment: [String: String]
  ) async throws -> ProgramCall.Ending {
    let text = smallManifest.replacing("models:", with: "provider: \(provider), models:")
    let path = folder.write(text, to: "work/\(provider).yaml")
    var plain = ProgramCall.plainEnvironment
    plain["HOME"] = nil
    return try await ProgramCall(
      ["validate", "--format", "json", path],
      environment: plain.merging(environment) { $1 },
      folder: folder.path + "/work"
    )
    .ending()
  }

  @Test(
    arguments: [
      "providers: [", "providers: [{ name: lab, base-url: 'ftp://lab' }]",
      "providers: [{ name: lab }]", "\u{0}",
    ]
  )
  func `an unusable file stands in the way of manifests alone that name a service`(
    text: String
  ) async throws {
    let path = write(text, below: "config")
    let environment = ["XDG_CONFIG_HOME": folder.path + "/config"]
    let local = try await validation(of: "local", environment)
    #expect(local.status == 0)
    #expect(local.results == "")
    for name in ["lab", "openai"] {
      let service = try await validation(of: name, environment)
      #expect(service.status == 65)
      #expect(service.messages == "")
      let errors = try service.results.split(separator: "\n").map { line in
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      }
      .filter { $0?["severity"] as? String == "error" }
      #expect(!errors.isEmpty)
      #expect(errors.allSatisfy { $0?["path"] as? String == path && $0?["line"] as? Int == 1 })
    }
  }

  @Test func `without a home nobody's settings are read`() async throws {
    _ = write(Self.lab, below: "shared")
    _ = write(Self.lab, below: "work/cfg")
    for variables in [
      [:], ["XDG_CONFIG_HOME": "cfg", "HOME": ""], ["XDG_CONFIG_HOME": "cfg", "HOME": "cfg"],
    ] {
      let ending = try await validation(
        of: "lab",
        variables.merging(["TMPDIR": folder.path + "/shared"]) { $1 }
      )
      #expect(ending.status == 65)
      #expect(ending.results.contains("\"unknown-provider\""))
    }
  }

  @Test func `an empty variable leaves the default`() async throws {
    _ = write(Self.lab, below: "home/.config")
    for value in ["", "cfg"] {
      let variables = ["HOME": folder.path + "/home", "XDG_CONFIG_HOME": value]
      #expect(try await validation(of: "lab", variables).status == 0)
    }
  }
}
