import Foundation
import TestSupport
import Testing

/// Disks, clocks and people that do what nobody expects.
@Suite(.serialized, .timeLimit(.hang), .enabled(if: FaultKit.isUsable, FaultKit.reason))
struct OtherFaultTests {
  private let kit: FaultKit

  init() async throws {
    kit = try await FaultKit()
  }

  @Test func `a read-only disk is named, and nothing on it is lost`() async throws {
    let workspace = kit.workspace("sealed")
    let sealed = FaultKit.Disturbance(kind: .sealed, call: 1)
    let early = try await kit.call("run", workspace, sealed)
    #expect(early.status == 1)
    #expect(early.messages.contains("error: cannot make the folder"))
    #expect(early.messages.contains("hint: the disk is mounted read-only"))
    #expect(try await kit.call("run", workspace).status == 0)
    let objects = try kit.objects(workspace)
    let late = try await kit.call("run", workspace, sealed)
    #expect(late.status == 1)
    #expect(late.messages.contains("Read-only file system"))
    #expect(try kit.objects(workspace) == objects)
    #expect(try await kit.call("plan", workspace).results.hasSuffix("\n6 reused\n"))
  }

  @Test func `a clock that jumps changes neither artifacts nor what is reused`() async throws {
    let (steady, jumping) = (kit.workspace("steady"), kit.workspace("jumping"))
    #expect(try await kit.call("run", steady).status == 0)
    let clock = ["FAULTS_CLOCK": "1"]
    let first = try await kit.call("run", jumping, variables: clock)
    #expect(first.status == 0, "\(first.messages)")
    #expect(try kit.objects(jumping) == kit.objects(steady))
    let second = try await kit.call("run", jumping, variables: clock)
    #expect(second.messages.contains("run 2: 6 steps, 6 reused"), "\(second.messages)")
    let steadyAgain = try await kit.call("run", jumping)
    #expect(steadyAgain.messages.contains("run 3: 6 steps, 6 reused"))
  }

  @Test func `a workspace that was moved is as good as before`() async throws {
    let (old, new) = (kit.workspace("old"), kit.workspace("new place"))
    #expect(try await kit.call("run", old).status == 0)
    try FileManager.default.moveItem(atPath: old, toPath: new)
    #expect(try await kit.call("plan", new).results.hasSuffix("\n6 reused\n"))
    let run = try await kit.call("run", new)
    #expect(run.messages.contains("run 2: 6 steps, 6 reused"), "\(run.messages)")
    #expect(!FileManager.default.fileExists(atPath: old))
  }

  /// Whether a changed file is noticed is up to the moment; what must never be is a result under the key of
  /// one content that was made from another.
  @Test func `a pairs file that changes at any reading is noticed or read as it is then`()
    async throws
  {
    let (before, added) = (Self.rows(0..<6), Self.rows(6..<7))
    kit.folder.write(
      "manifest: 1\nname: listed\ndataset: { pairs: pairs.jsonl, realized: 4, unrealized: 2 }\n"
        + "fine-tune: { models: [ada], epochs: 1 }\nevaluate: { splits: [unrealized] }\n",
      to: "listed.yaml"
    )
    let pairs = kit.folder.write(before + added, to: "pairs.jsonl")
    let whole = kit.workspace("whole")
    #expect(try await kit.call("run", whole, manifest: "listed.yaml").status == 0)
    let expected = try kit.objects(whole)
    var number = 1
    while true {
      kit.folder.write(before, to: "pairs.jsonl")
      let workspace = kit.workspace("changed-\(number)")
      let first = try await kit.call(
        "run",
        workspace,
        manifest: "listed.yaml",
        .init(kind: .error, call: number),
        variables: ["FAULTS_CHANGED": pairs, "FAULTS_ADDED": added]
      )
      let wasChanged = kit.folder.bytes(of: "pairs.jsonl").count > before.utf8.count
      guard wasChanged else { break }
      if first.status != 0 {
        let words = ["the file changed while", "the file was changed while"]
        #expect(words.contains(where: first.messages.contains), "\(number): \(first.messages)")
      }
      let second = try await kit.call("run", workspace, manifest: "listed.yaml")
      #expect(second.status == 0, "reading \(number): \(second.messages)")
      #expect(try kit.objects(workspace).isSuperset(of: expected), "reading \(number)")
      let plan = try await kit.call("plan", workspace, manifest: "listed.yaml")
      #expect(plan.results.hasSuffix("\n6 reused\n"), "reading \(number)")
      number += 1
    }
    #expect(number > 5, "the file was not changed at its readings")
  }

  private static func rows(_ numbers: Range<Int>) -> String {
    numbers.map { "{\"question\": \"What is \($0)?\", \"answer\": \"Number \($0)\"}\n" }.joined()
  }
}
