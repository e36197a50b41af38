import Engine
import Foundation
import TestSupport
import Testing

/// Disturbs every call by which a run changes its workspace, one after the other and none left out, and
/// looks at what the next run makes of what is left.
///
/// It takes minutes, so it is done where `ENUMERATE_FAULTS` asks for it, as `make faults` does.
@Suite(
  .serialized,
  .timeLimit(.minutes(60)),
  .enabled(if: FaultKit.isUsable, FaultKit.reason),
  .enabled(if: FaultKit.isAskedFor, "ENUMERATE_FAULTS is not set")
)
struct EnumeratedFaultTests {
  /// What is done to a workspace when it is disturbed.
  enum Phase: String, CaseIterable, Sendable {
    /// The workspace is made, with its folders and its database, and the first step is done.
    case opening

    /// The other steps are done in a workspace that is there.
    case running

    /// The options of the disturbed run.
    var options: [String] { self == .opening ? ["--until", "generate"] : [] }
  }

  /// What a run leaves that nothing disturbs.
  private struct Undisturbed: Sendable {
    var objects: Set<String>

    /// The sorts of the calls that there are to disturb, in their order.
    var changes: [Character]

    /// The numbers of the calls at which something of a kind is another thing than at the call after.
    func calls(for kind: FaultKit.Kind) -> [Int] {
      zip(1..., changes).filter { _, sort in
        switch kind {
        case .torn: sort == "w"
        case .full: sort != "."
        case .kill, .error, .sealed: true
        }
      }
      .map(\.0)
    }
  }

  /// How many processes run at a time.
  private static let workers = 2

  private let kit: FaultKit

  init() async throws {
    kit = try await FaultKit()
  }

  @Test(arguments: Phase.allCases, [FaultKit.Kind.kill, .torn])
  func `a rerun after a crash at any change ends with the same artifacts`(
    phase: Phase,
    kind: FaultKit.Kind
  ) async throws {
    let undisturbed = try await undisturbed(phase)
    let survived = try await calls(among: undisturbed.calls(for: kind)) { call in
      let workspace = try workspace(for: phase, "\(kind)-\(call)")
      let ending = try await kit.call(
        "run",
        workspace,
        options: phase.options,
        .init(kind: kind, call: call)
      )
      #expect(ending.wasKilled || ending.status == 0, "call \(call): \(ending.messages)")
      try await checkRerun(workspace, after: ending, undisturbed, "a crash at call \(call)")
      return !ending.wasKilled
    }
    // The last calls are of closing the database, and one of them may come or not.
    #expect(survived.allSatisfy { $0 > undisturbed.changes.count - 5 })
  }

  @Test(arguments: Phase.allCases, [FaultKit.Kind.full, .error])
  func `a disk that fails at any change fails the run in words and loses nothing`(
    phase: Phase,
    kind: FaultKit.Kind
  ) async throws {
    let undisturbed = try await undisturbed(phase)
    let failed = try await calls(among: undisturbed.calls(for: kind)) { call in
      let workspace = try workspace(for: phase, "\(kind)-\(call)")
      let ending = try await kit.call(
        "run",
        workspace,
        options: phase.options,
        .init(kind: kind, call: call)
      )
      #expect([0, 1].contains(ending.status), "call \(call): \(ending.messages)")
      if ending.status != 0 {
        let words = [
          "No space left on device", "no space left", "nput/output error", "disk I/O error",
          "unable to open database file",
        ]
        #expect(
          ending.messages.contains("error: ") && words.contains(where: ending.messages.contains),
          "call \(call): \(ending.messages)"
        )
        #expect(!ending.messages.contains("Domain="), "call \(call): \(ending.messages)")
      }
      try await checkRerun(workspace, after: ending, undisturbed, "\(kind) at call \(call)")
      return ending.status != 0
    }
    #expect(failed.count > 100)
  }

  /// Runs undisturbed, and expects what an undisturbed first run would have left.
  private func checkRerun(
    _ workspace: String,
    after first: ProgramCall.Ending,
    _ undisturbed: Undisturbed,
    _ what: String
  ) async throws {
    let second = try await kit.call("run", workspace)
    #expect(second.status == 0, "\(what): \(second.messages)")
    let objects = try kit.objects(workspace)
    #expect(objects == undisturbed.objects, "\(what)")
    // As `cache verify` looks for what is damaged or missing.
    let verification = try Workspace.open(at: workspace).verifyStore()
    #expect(verification.isClean && verification.objectCount == objects.count, "\(what)")
    // What was told to be made stays made.
    let again = made(first.messages).intersection(made(second.messages))
    #expect(again.isEmpty, "\(what): made again: \(again.sorted())")
    let files = FileManager.default
    #expect(try files.contentsOfDirectory(atPath: "\(workspace)/tmp").isEmpty, "\(what)")
    #expect(
      try files.contentsOfDirectory(atPath: "\(workspace)/store-1/quarantine").isEmpty,
      "\(what)"
    )
    let locks = try files.contentsOfDirectory(atPath: "\(workspace)/locks")
    if first.wasKilled { #expect(locks.allSatisfy { $0.utf8.count < 64 }, "\(what): \(locks)") }
    try files.removeItem(atPath: workspace)
  }

  /// The steps that a run said it has made: lines such as `upload/train  0.2 s`.
  private func made(_ messages: String) -> Set<Substring> {
    Set(messages.matches(of: /(?m)^([^ \n]+)  [0-9.]+ s$/).map(\.output.1))
  }

  /// Does the phase undisturbed, and counts its calls.
  private func undisturbed(_ phase: Phase) async throws -> Undisturbed {
    let whole = kit.workspace("undisturbed")
    let opening = try await kit.changes("run", whole, options: Phase.opening.options)
    try FileManager.default.copyItem(atPath: whole, toPath: kit.workspace("opened"))
    let running = try await kit.changes("run", whole)
    let changes = phase == .opening ? opening : running
    #expect(changes.count > 200, "so few calls cannot be all")
    return Undisturbed(objects: try kit.objects(whole), changes: changes)
  }

  /// The path of a workspace as it is before the phase.
  private func workspace(for phase: Phase, _ name: String) throws -> String {
    let path = kit.workspace("\(phase)-\(name)")
    if phase == .running {
      try FileManager.default.copyItem(atPath: kit.workspace("opened"), toPath: path)
    }
    return path
  }

  /// The calls for which something is so, which is found out for a few at the same time.
  private func calls(
    among calls: [Int],
    where isSo: @escaping @Sendable (Int) async throws -> Bool
  ) async throws -> [Int] {
    try await withThrowingTaskGroup(of: [Int].self) { group in
      for worker in 0..<Self.workers {
        group.addTask {
          var found: [Int] = []
          for place in stride(from: worker, to: calls.count, by: Self.workers) {
            if try await isSo(calls[place]) { found.append(calls[place]) }
          }
          return found
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }.sorted()
    }
  }
}
