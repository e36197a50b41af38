import Foundation
import System
import TestSupport
import Testing

@testable import Engine

struct StoreVerificationTests {
  private let folder: TemporaryFolder
  private let toys: Toys

  init() throws {
    folder = TemporaryFolder()
    toys = try Toys(at: folder.workspacePath)
  }

  private let steps = [
    ToyStep("a", ["x": .int(1)]), ToyStep("b", reads: ["a"]), ToyStep("c", ["x": .int(1)]),
  ]

  @Test func `an untouched store is clean`() async throws {
    #expect(try toys.workspace.verifyStore().isClean)
    try await toys.run(steps)
    let found = try toys.workspace.verifyStore()
    #expect(found.isClean)
    #expect(found.objectCount == 2)
    #expect(found.byteCount == 3 + 5)
  }

  @Test func `a damaged object is put aside with its steps' names, and they run again`()
    async throws
  {
    try await toys.run(steps)
    let path = try toys.outputPath(of: "a")
    try Files.damage(path, with: "x=2")
    let found = try toys.workspace.verifyStore()
    #expect(found.missing.isEmpty)
    let damaged = try #require(found.damaged.first)
    #expect(damaged.uses.map(\.step) == ["a"])
    #expect(damaged.uses.map(\.artifact) == ["out"])
    #expect(!Files.exists(path))
    #expect(try Files.names(in: "\(folder.workspacePath)/store-1/quarantine").count == 1)
    #expect(try toys.states(steps)[0] == "a: artifact 'out' is missing")
    // What cannot be made again from the store is told until it is made again.
    #expect(try toys.workspace.verifyStore().missing.map(\.uses.first?.step) == ["a"])
    #expect(try await toys.run(steps).first == "a started: artifact 'out' is missing")
    #expect(try toys.workspace.verifyStore().isClean)
  }

  @Test func `an edit that leaves all times as they were is found`() async throws {
    try await toys.run(steps)
    let path = try toys.outputPath(of: "b")
    let status = try #require(try FileSystem.status(of: path))
    let identity = status.identity
    try Files.damage(path, with: "<x=2>")
    // As on a disk that lost a bit: nothing but the content tells.
    let after = try #require(try FileSystem.status(of: path))
    let lie = StatCache.Entry(
      identity: after.identity,
      digest: try #require(Digest(hexadecimal: path.split(separator: "/").suffix(2).joined()))
    )
    #expect(lie.identity != identity)
    try toys.workspace.database.save([lie.digest.hexadecimal: lie])
    #expect(try toys.states(steps)[1] == "b: made in run 1")
    #expect(try toys.workspace.verifyStore().damaged.map(\.uses.first?.step) == ["b"])
    #expect(try toys.states(steps)[1] == "b: artifact 'out' is missing")
  }

  @Test func `files with other names are left alone`() async throws {
    try await toys.run(steps)
    let stranger = "\(folder.workspacePath)/store-1/objects/ab/.nfs0001"
    try Files.write("x", to: stranger)
    #expect(try toys.workspace.verifyStore().isClean)
    let roots = CacheRoots(newestRuns: 0)
    _ = try toys.workspace.collectGarbage(keeping: roots)
    #expect(Files.exists(stranger))
  }

  @Test func `sizes are told by kind, by run and for what is left over`() async throws {
    try await toys.run(steps)
    try await toys.run([ToyStep("d", kind: "other", ["x": .int(22)])])
    try Files.write("stray", to: toys.workspace.store.path(of: Digest(of: "stray".utf8)))
    try Files.damage(try toys.outputPath(of: "b"), with: "<x=2>")
    _ = try toys.workspace.verifyStore()
    let sizes = try toys.workspace.storeSizes()
    #expect(sizes.kinds["toy"] == StoreSizes.Share(objectCount: 1, byteCount: 3))
    #expect(sizes.kinds["other"] == StoreSizes.Share(objectCount: 1, byteCount: 4))
    #expect(sizes.runs.mapValues(\.byteCount) == [RunID(rawValue: 1): 3, RunID(rawValue: 2): 4])
    #expect(sizes.unrecorded == StoreSizes.Share(objectCount: 1, byteCount: 5))
    #expect(sizes.quarantine == StoreSizes.Share(objectCount: 1, byteCount: 5))
    #expect(sizes.objects == StoreSizes.Share(objectCount: 3, byteCount: 12))
  }
}
