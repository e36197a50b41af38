import Engine
import Foundation
import TestSupport
import Testing

/// What must run and what may be reused, found out without the engine's keys, records or staleness.
///
/// Work is known by all that decides its outcome, written out as a text. It may be reused where it
/// was done, is remembered, and all that it made is still there.
struct WorkModel {
  /// What remembered work has made, by its text.
  private var made: [String: [Digest]] = [:]

  /// The text of the work of a cache key, for keys whose records go away.
  private var works: [Digest: String] = [:]

  /// What the model says of a step, once all that it reads has ended.
  struct Verdict {
    /// The text of the work; nil where an input was not made.
    var work: String?
    var isStale = false

    /// Whether something that the step reads was not made.
    var isBlocked = false

    /// Whether it is stale only for contents that other steps of the run have made again.
    var isOpen = false
  }

  /// The contents that work has made and that are gone or other than they were.
  func broken(in workspace: Workspace) -> Set<Digest> {
    Set(made.values.joined()).filter { digest in
      let content = try? Data(contentsOf: URL(filePath: workspace.store.path(of: digest)))
      return content.map { Digest(of: $0) != digest } ?? true
    }
  }

  /// Forgets the work of a key, as a workspace does that loses a record.
  mutating func forget(_ key: Digest) {
    if let work = works[key] { made[work] = nil }
  }

  /// Remembers what the steps of a run have made.
  mutating func learn(from result: RunResult, _ verdicts: [Verdict]) {
    for (step, verdict) in zip(result.steps, verdicts) {
      guard let work = verdict.work, let key = step.key?.digest else { continue }
      works[key] = work
      if step.outcome == .built { made[work] = step.artifacts.values.map(\.digest) }
    }
  }

  /// What the steps of a plan had to do, by the contents that they found.
  func verdicts(on plan: Plan, _ result: RunResult, broken: Set<Digest>) -> [Verdict] {
    let results = Dictionary(uniqueKeysWithValues: result.steps.map { ($0.id, $0) })
    return zip(plan.steps, plan.directives).map { step, directive in
      var inputs: [String] = []
      var verdict = Verdict()
      for input in step.inputs {
        guard let maker = results[input.step] else { continue }
        let content = maker.outcome.succeeded ? maker.artifacts[input.artifact]?.digest : nil
        if content == nil { verdict.isBlocked = true }
        guard input.role == .content else { continue }
        guard let content else { return verdict }
        inputs.append("\(input.artifact)=\(content.hexadecimal)")
      }
      let work = Self.text(of: step, inputs)
      let outputs = made[work] ?? []
      let lost = broken.intersection(outputs)
      var isForced = false
      if case .makeAgain = directive { isForced = true }
      verdict.work = work
      verdict.isStale = isForced || made[work] == nil || !lost.isEmpty
      let restored = result.steps.filter { $0.outcome == .built && $0.id != step.id }
        .flatMap { $0.artifacts.values.map(\.digest) }
      verdict.isOpen = !isForced && made[work] != nil && lost.isSubset(of: restored)
      return verdict
    }
  }

  private static func text(of step: StepSpec, _ inputs: [String]) -> String {
    let fields = step.parameters.fields.map { "\($0.key)=\($0.value)" }.sorted()
    let files = step.files.map { file in
      "\(file.name)=" + ((try? String(contentsOf: URL(filePath: file.path), encoding: .utf8)) ?? "")
    }
    return (["\(step.kind) \(step.version)"] + fields + inputs + files.sorted())
      .joined(separator: "\n")
  }
}
