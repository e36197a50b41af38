package import Engine
import Foundation

/// What a toy step does: what its test says, or what a script says that other processes can read.
package struct ToyDetails: StepDetails {
  package typealias Work = @Sendable (StepContext) async throws(StepFailure) -> [ArtifactName]

  /// One thing that a toy does before it writes `out`.
  package enum Action: Codable, Hashable, Sendable {
    case note(String)
    case fail(StepFailure)

    /// It begins to write `out` and waits until a file is there.
    case wait(file: String)

    /// It pays a bill, if that is granted.
    case pay(Bill)

    /// It begins work outside under an account and notes its id.
    case begin(account: String, id: String)
  }

  package var script: [Action]

  /// What is done in place of the script; other processes cannot read it.
  package let work: Work?

  package init(script: [Action] = []) {
    self.script = script
    work = nil
  }

  package init(work: @escaping Work) {
    script = []
    self.work = work
  }

  private enum CodingKeys: String, CodingKey { case script }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(script: try container.decode([Action].self, forKey: .script))
  }

  package func encode(to encoder: any Encoder) throws {
    precondition(work == nil, "a test's own work can be done in its process alone")
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(script, forKey: .script)
  }
}

/// Does toys: `out` has the parameters and the content of all that the step reads.
package struct ToyWork: StepWork {
  package let kind: StepKind

  package func run(
    _ details: ToyDetails,
    in context: StepContext
  ) async throws(StepFailure) -> [ArtifactName] {
    if let work = details.work { return try await work(context) }
    for action in details.script { try await perform(action, in: context) }
    return [try context.write(Array(try content(in: context).utf8), to: "out")]
  }

  private func perform(
    _ action: ToyDetails.Action,
    in context: StepContext
  ) async throws(StepFailure) {
    switch action {
    case .note(let sentence): context.note(sentence)
    case .fail(let failure): throw failure
    case .wait(let file):
      _ = try context.write(Array("half".utf8), to: "out")
      while (try? Self.text(file)) == nil {
        do {
          try await Task.sleep(for: .milliseconds(2))
        } catch {
          throw StepFailure("waiting in a test", .cancelled)
        }
      }
    case .pay(let bill):
      guard try context.expenses.reserve(bill) == .granted else {
        throw StepFailure("paying", .budget("too much"))
      }
      try context.expenses.close(billed: bill)
    case .begin(let account, let id):
      try context.journal.intend(account: account, detail: "toy")
      try context.journal.created(remoteID: id, account: account)
      guard try context.journal.pending(account: account)?.remoteID == id else {
        throw StepFailure("looking", .provider("the journal has forgotten it"))
      }
      try context.journal.finished(account: account)
    }
  }

  private static func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  /// What the step writes: equal keys give equal content.
  private func content(in context: StepContext) throws(StepFailure) -> String {
    let step = context.spec
    do {
      var parts = step.parameters.fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      for input in step.inputs {
        parts.append("<\(try Self.text(context.input(input.step, input.artifact).path))>")
      }
      for file in step.files { parts.append("[\(try Self.text(context.file(file.name).path))]") }
      return parts.joined(separator: ";")
    } catch {
      throw StepFailure("reading", .storage("\(error)"))
    }
  }
}

extension StepWorks {
  /// What does toys of some kinds.
  package static func toys(_ kinds: Set<StepKind>) -> StepWorks {
    StepWorks(kinds.map { ToyWork(kind: $0) })
  }
}
