import Diagnostics
import Foundation
import Manifest
import TestSupport
import Testing

/// What a manifest names is read only where it is a file inside the workspace.
struct WorkspaceBoundaryTests {
  private let outside = TemporaryFolder()
  private let workspace = TemporaryFolder()

  private func load(_ text: String) -> (manifest: Manifest?, problems: [Diagnostic]) {
    let path = workspace.write(text, to: "folder/m.yaml")
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: path,
      reader: FileManifestReader(root: workspace.path),
      into: &diagnostics
    )
    return (manifest, diagnostics.sorted)
  }

  /// A workspace with every kind of thing that a path can lead to.
  private func prepare() throws {
    let valid = "manifest: 1\nname: x\n"
    for (folder, name) in [
      (outside, "out.yaml"), (workspace, "in.yaml"), (workspace, "folder/p.csv"),
    ] {
      folder.write(valid, to: name)
    }
    workspace.write(valid, to: "folder/beside.yaml")
    workspace.link("folder/out.yaml", to: "\(outside.path)/out.yaml")
    workspace.link("folder/out", to: outside.path)
    workspace.link("folder/zero.yaml", to: "/dev/zero")
    workspace.link("folder/loop.yaml", to: "loop.yaml")
    workspace.link("folder/dangling.yaml", to: "\(outside.path)/nothing")
    workspace.link("folder/chain.yaml", to: "out.yaml")
    workspace.link("folder/inside.yaml", to: "../in.yaml")
    workspace.link("folder/data.csv", to: "\(outside.path)/out.yaml")
    try #require(mkfifo("\(workspace.path)/folder/pipe.yaml", 0o600) == 0)
    try #require(mkfifo("\(workspace.path)/folder/pipe.csv", 0o600) == 0)
  }

  @Test(arguments: [
    ("/dev/zero", "outside-workspace"), ("/dev/stdin", "outside-workspace"),
    ("/proc/self/environ", "outside-workspace"), ("/etc/passwd", "outside-workspace"),
    ("../../out.yaml", "unreadable-file"),
    ("../../../../../../../../etc/passwd", "outside-workspace"),
    ("out.yaml", "outside-workspace"), ("out/out.yaml", "outside-workspace"),
    ("./out/../out/out.yaml", "unreadable-file"), ("chain.yaml", "outside-workspace"),
    ("zero.yaml", "outside-workspace"), ("loop.yaml", "unreadable-file"),
    ("dangling.yaml", "unreadable-file"), ("pipe.yaml", "unreadable-file"),
    ("..", "unreadable-file"), (".", "unreadable-file"), ("\"in.yaml\\0x\"", "unreadable-file"),
  ])
  func `a manifest extends nothing outside or special`(path: String, id: String) throws {
    try prepare()
    for form in ["extends: \(path)", "extends: [beside.yaml, \(path)]"] {
      let (manifest, problems) = load("\(form)\nname: y\n")
      #expect(manifest == nil)
      #expect(problems.map(\.id.rawValue).contains(id), "\(problems.map(\.message))")
      #expect(problems.contains { $0.range?.start.line == 1 })
      // What was refused is told by its name, never by its content.
      #expect(!problems.contains { $0.message.contains("root:") })
    }
  }

  @Test(arguments: ["../in.yaml", "beside.yaml", "inside.yaml", "./../folder/beside.yaml"])
  func `what is inside may be extended, through links too`(path: String) throws {
    try prepare()
    #expect(load("extends: \(path)\nname: y\n").manifest != nil)
  }

  @Test(arguments: ["data.csv", "out/p.csv", "/etc/p.csv", "../../p.csv"])
  func `pairs outside are refused`(path: String) throws {
    try prepare()
    outside.write("question,answer\n", to: "p.csv")
    let (manifest, problems) = load("manifest: 1\nname: x\ndataset: { pairs: \(path) }\n")
    // A file that is not there is for the plan to miss.
    let exists = FileManager.default.fileExists(
      atPath: path.hasPrefix("/") ? path : "\(workspace.path)/folder/\(path)"
    )
    #expect((manifest == nil) == exists)
    #expect(problems.map(\.id) == (exists ? ["outside-workspace"] : []))
  }

  @Test func `a manifest that is itself a link out of its folder is refused`() throws {
    try prepare()
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: "\(workspace.path)/folder/out.yaml",
      reader: FileManifestReader(root: workspace.path),
      into: &diagnostics
    )
    #expect(manifest == nil)
    #expect(diagnostics.map(\.id) == ["outside-workspace"])
  }
}
