import Engine
import EngineTestSupport
import Foundation
import TestSupport
import Testing

struct ArtifactStoreTests {
  private let folder: TemporaryFolder
  private let toys: Toys

  init() throws {
    folder = TemporaryFolder()
    toys = try Toys(at: folder.workspacePath)
  }

  private let steps = [
    ToyStep("a", ["x": .int(1)]), ToyStep("b", reads: ["a"]), ToyStep("c", reads: ["a", "b"]),
  ]

  private func objects() throws -> [String] {
    try Files.all(below: "\(folder.workspacePath)/store-1/objects")
  }

  @Test func `objects are read-only and named after their content`() async throws {
    try await toys.run(steps)
    let paths = try objects()
    #expect(paths.count == 3)
    for path in paths {
      let digest = Digest(of: Array(try Files.read(path).utf8))
      #expect(path == toys.workspace.store.path(of: digest))
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o444)
    }
  }

  @Test(arguments: ["a", "b", "c"] as [StepID], ["x", "<x=2>", "", "longer than it was before"])
  func `a damaged object is put aside and made again, and nothing else is`(
    step: StepID,
    damage: String
  ) async throws {
    try await toys.run(steps)
    let before = try objects()
    let path = try toys.outputPath(of: step)
    try Files.damage(path, with: damage)
    #expect(try toys.states(steps).contains("\(step): artifact 'out' is damaged"))
    let lines = try await toys.run(steps)
    #expect(
      lines.filter { !$0.hasSuffix("reused") } == [
        "\(step) started: artifact 'out' is damaged", "\(step) built",
      ]
    )
    #expect(try objects() == before)
    let quarantined = try Files.all(below: "\(folder.workspacePath)/store-1/quarantine")
    #expect(try quarantined.map(Files.read) == [damage])
    #expect(try await toys.run(steps).allSatisfy { $0.hasSuffix("reused") })
  }

  @Test func `a missing object is made again`() async throws {
    try await toys.run(steps)
    try FileManager.default.removeItem(atPath: try toys.outputPath(of: "b"))
    #expect(
      try await toys.run(steps) == [
        "a reused", "b started: artifact 'out' is missing", "b built", "c reused",
      ]
    )
  }

  @Test(.timeLimit(.hang), arguments: NoFile.allCases)
  func `an object that became no file is damaged, and is made again`(other: NoFile) async throws {
    try await toys.run(steps)
    let path = try toys.outputPath(of: "a")
    let copy = "\(folder.path)/copy"
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    let open = try other.replace(path)
    defer { close(open) }
    #expect(try toys.states([steps[0]]) == ["a: artifact 'out' is damaged"])
    #expect(try toys.workspace.verifyStore().isClean == false)
    #expect(try await toys.run([steps[0]]).last == "a built")
    #expect(try Files.read(path) == Files.read(copy))
  }

  @Test func `a damaged object that another step makes again is replaced`() async throws {
    func step(_ number: Int) -> ToyStep {
      ToyStep("a", ["number": .int(number)]) { (context) throws(StepFailure) in
        [try context.write(Array("same".utf8), to: "out")]
      }
    }
    try await toys.run([step(1)])
    let path = try toys.outputPath(of: "a")
    try Files.damage(path, with: "sam_")
    try await toys.run([step(2)])
    #expect(try Files.read(path) == "same")
    #expect(try await toys.run([step(1)]) == ["a reused"])
  }

  @Test func `several artifacts of any size come out as they went in`() async throws {
    let large = String(repeating: "0123456789abcde\n", count: 200_000)
    let step = ToyStep("a") { (context) throws(StepFailure) in
      [
        try context.write(Array(large.utf8), to: "large"), try context.write([], to: "empty"),
        try context.write(Array("ü".utf8), to: "ünïcode name"),
      ]
    }
    let result = try await toys.run([step], EventLog())
    let artifacts = try #require(result.steps.first).artifacts
    #expect(artifacts.count == 3)
    let path = toys.workspace.store.path(of: try #require(artifacts["large"]).digest)
    #expect(try Files.read(path) == large)
    #expect(artifacts["large"]?.byteCount == 3_200_000)
    #expect(artifacts["empty"]?.byteCount == 0)
    #expect(try await toys.run([step]) == ["a reused"])
  }

  /// Ways in which a step can leave something else than a file of its own.
  enum Trick: String, CaseIterable {
    case nothing, symbolicLink, hardLink, folder, pipe
  }

  @Test(arguments: Trick.allCases)
  func `what is no file of the step's own is refused`(trick: Trick) async throws {
    let secret = folder.write("secret", to: "secret")
    let step = ToyStep("a") { (context) throws(StepFailure) in
      let path = "\(context.folder)/out"
      switch trick {
      case .nothing: break
      case .symbolicLink: symlink(secret, path)
      case .hardLink: link(secret, path)
      case .folder: mkdir(path, 0o755)
      case .pipe: mkfifo(path, 0o644)
      }
      return ["out"]
    }
    let last = try #require(try await toys.run([step]).last)
    #expect(
      last
        == (trick == .nothing
          ? "a failed: keeping 'out': the step left no such file"
          : "a failed: keeping 'out': an artifact must be a regular file and no link; leave a copy")
    )
    #expect(try objects().isEmpty)
    #expect(try Files.read(secret) == "secret")
  }

  @Test(arguments: ["../out", "/etc/hostname", "", ".", "..", "a/b"])
  func `a name that is no plain file name is refused`(name: String) async throws {
    let step = ToyStep("a") { (_) throws(StepFailure) in [ArtifactName(name)] }
    #expect(
      try await toys.run([step]).last
        == "a failed: keeping '\(name)': a step's artifacts are plain file names, each named once"
    )
  }

  @Test func `a name that is given twice is refused`() async throws {
    let step = ToyStep("a") { (context) throws(StepFailure) in
      let name = try context.write([1], to: "out")
      return [name, name]
    }
    #expect(try await toys.run([step]).last?.contains("each named once") == true)
  }
}
