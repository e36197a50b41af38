import Foundation
import System
import TestSupport
import Testing

/// Workspaces that earlier versions have made, beside their manifests: what may have been paid is reused.
///
/// A report costs nothing, and is made anew where it says more by now.
///
/// A version that changes what a workspace holds adds one of its own; none is ever made anew.
struct EarlierWorkspaceTests {
  private static let folder = "Tests/Fixtures/workspaces"

  private static var archives: [String] {
    PackageFolder.files(below: folder, ending: ".tar.gz")
  }

  /// The results of a call on an archive's manifest and workspace, which must succeed.
  private func call(_ arguments: String..., in folder: TemporaryFolder) async throws -> String {
    let ended = try await ProgramCall(
      arguments + ["--workspace", "workspace"],
      environment: ProgramCall.plainEnvironment,
      folder: folder.path
    )
    .ending()
    #expect(ended.status == 0, "\(ended.messages)")
    return ended.results + ended.messages
  }

  private func unpacked(_ archive: String) throws -> TemporaryFolder {
    let folder = TemporaryFolder()
    let path = PackageFolder.path("\(Self.folder)/\(archive)")
    _ = try ChildProcess.run(
      ["tar", "-xzf", path, "-C", folder.path],
      to: .memory(limit: 1 << 20)
    )
    return folder
  }

  /// The archives whose models an earlier recipe of the embedded trainer has made, which trains anew for nothing.
  private static let trainedOtherwise: Set = ["2026-11.tar.gz"]

  @Test(arguments: Self.archives)
  func `what an earlier version has finished is reused`(archive: String) async throws {
    let folder = try unpacked(archive)
    let again = try await call("run", "m.yaml", "--until", "evaluate", in: folder)
    let steps = Self.trainedOtherwise.contains(archive) ? "2 built, 3 reused" : "5 reused"
    #expect(again.contains("run 2: 5 steps, \(steps)"), "\(again)")
    let whole = try await call("run", "m.yaml", in: folder)
    #expect(whole.contains("run 3: 6 steps"), "\(whole)")
    #expect(try await call("cache", "verify", in: folder).contains("all intact"))
  }

  @Test(arguments: Self.archives)
  func `a run of an earlier version is shown as it was`(archive: String) async throws {
    let folder = try unpacked(archive)
    let row = try #require(
      folder.lines(of: "workspace/runs/1/report.md").first { $0.hasPrefix("| local:ada") }
    )
    let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    let shown = try await call("show", "1", in: folder)
    #expect(cells.prefix(4).allSatisfy { shown.contains($0) }, "\(cells) \(shown)")
    #expect(try await call("list", in: folder).contains("earlier"))
  }

  @Test(arguments: Self.archives)
  func `only what a change affects is made anew`(archive: String) async throws {
    let folder = try unpacked(archive)
    let changed = try await call("run", "m.yaml", "--set", "fine-tune.epochs=3", in: folder)
    #expect(changed.contains("run 2: 6 steps, 3 built, 3 reused"), "\(changed)")
  }
}
