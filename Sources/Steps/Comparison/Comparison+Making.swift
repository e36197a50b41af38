internal import Engine
internal import Manifest
package import Providers
internal import System

extension Comparison {
  /// Compares two manifests that were checked and planned.
  ///
  /// - Parameters:
  ///   - a: The earlier or reference side.
  ///   - b: The side whose steps would run.
  ///   - providers: The providers that both were planned with.
  /// - Throws: `FileSystemError` where a pairs file cannot be read, and `StepFailure` where what was measured is
  ///   damaged.
  package init(
    _ a: ComparedManifest,
    _ b: ComparedManifest,
    providers: [any Provider]
  ) throws {
    self.a = Side(a)
    self.b = Side(b)
    differences = try Self.differences(a, b, providers)
    variants = VariantMatch(a.manifest, b.manifest)
    steps = try StepChanges(from: a.plan, to: b.plan)
    results = ResultPair.pairs(a, b, at: variants.paths)
    answers = try AnswerComparison.all(of: results, a, b)
  }

  private static func differences(
    _ a: ComparedManifest,
    _ b: ComparedManifest,
    _ providers: [any Provider]
  ) throws(FileSystemError) -> [Difference] {
    let files = a.files.merging(b.files) { first, _ in first }
    var finder = EffectFinder(providers: providers, files: files)
    var differences: [Difference] = []
    for found in a.manifest.differences(to: b.manifest) {
      let effect = try finder.effect(of: found.subject, between: a.manifest, and: b.manifest)
      // Another order that changes no step's key is the same list.
      guard !(found.isReordering && effect == .nothing) else { continue }
      differences.append(
        Difference(
          path: found.path,
          affects: effect,
          a: found.before.map { Value($0) },
          b: found.after.map { Value($0) }
        )
      )
    }
    return try differences + contentDifferences(a.manifest, b.manifest, &finder)
  }

  /// The pairs files that both manifests name alike and that have another content.
  private static func contentDifferences(
    _ a: Manifest,
    _ b: Manifest,
    _ finder: inout EffectFinder
  ) throws(FileSystemError) -> [Difference] {
    let (namesA, namesB) = (pairsFiles(of: a), pairsFiles(of: b))
    var differences: [Difference] = []
    for name in namesA.keys.sorted() {
      guard let first = namesA[name], let second = namesB[name] else { continue }
      let contents = (
        try finder.content(of: first.dataset.pairs), try finder.content(of: second.dataset.pairs)
      )
      guard
        contents.0 != contents.1,
        let before = first.resolved.value(at: "dataset.pairs"),
        let after = second.resolved.value(at: "dataset.pairs")
      else { continue }
      differences.append(
        Difference(
          path: "dataset.pairs",
          affects: .data,
          a: Value(before, content: contents.0?.hexadecimal),
          b: Value(after, content: contents.1?.hexadecimal)
        )
      )
    }
    return differences
  }

  /// The first experiment that reads each pairs file, by the file's name in the manifest.
  private static func pairsFiles(of manifest: Manifest) -> [String: Manifest.Experiment] {
    var experiments: [String: Manifest.Experiment] = [:]
    for experiment in manifest.experiments {
      guard case .file(let written, _) = experiment.dataset.pairs else { continue }
      experiments[written] = experiments[written] ?? experiment
    }
    return experiments
  }
}

extension Comparison.Side {
  fileprivate init(_ side: ComparedManifest) {
    self.init(
      label: side.label,
      name: side.manifest.name,
      wasRun: side.report != nil,
      stepsToDo: side.stepsToDo
    )
  }
}

extension Comparison.StepChanges {
  /// - Throws: `FileSystemError` where a pairs file cannot be read.
  init(from a: Plan, to b: Plan) throws(FileSystemError) {
    var forecast = KeyForecast()
    let keysA = try forecast.keys(of: a)
    let keysB = try forecast.keys(of: b)
    let (known, wanted) = (Set(keysA.map(\.digest)), Set(keysB.map(\.digest)))
    let relatives = Relatives(of: a, keysA)
    var open: Set<StepID> = []
    rerun = []
    for (step, key) in zip(b.steps, keysB) where !known.contains(key.digest) {
      open.insert(step.id)
      rerun.append(
        Rerun(
          id: step.id.rawValue,
          kind: step.kind.rawValue,
          reason: Self.reason(for: step, relatives.ownDifferences(of: step.id, key), open)
        )
      )
    }
    kept = b.steps.count - rerun.count
    let names = Set(b.steps.map(\.id))
    dropped = zip(a.steps, keysA)
      .filter { step, key in !wanted.contains(key.digest) && !names.contains(step.id) }
      .map(\.0.id.rawValue)
  }

  /// Why a step of B would run: what it says itself, else the steps before it.
  private static func reason(
    for step: StepSpec,
    _ own: [KeyDifference]?,
    _ open: Set<StepID>
  ) -> String {
    guard let own else { return "A has no such step" }
    guard own.isEmpty else { return StaleReason.changed(own).description }
    var makers: [StepID] = []
    for input in step.inputs where input.role == .content && open.contains(input.step) {
      if !makers.contains(input.step) { makers.append(input.step) }
    }
    return StepState.depends(on: makers).description
  }
}

/// Finds the step of one plan that a step of another is a changed form of.
private struct Relatives {
  private var keys: [StepID: CacheKey] = [:]
  private var keysByStem: [Substring: [CacheKey]] = [:]

  init(of plan: Plan, _ keys: [CacheKey]) {
    for (step, key) in zip(plan.steps, keys) {
      self.keys[step.id] = key
      keysByStem[Self.stem(step.id), default: []].append(key)
    }
  }

  /// How a step differs from its relative by its own parameters and files; nil without a relative.
  func ownDifferences(of step: StepID, _ key: CacheKey) -> [KeyDifference]? {
    let relatives = keys[step].map { [$0] } ?? keysByStem[Self.stem(step)] ?? []
    return relatives.map { relative in
      key.differences(from: relative).filter { if case .input = $0 { false } else { true } }
    }
    .min { $0.count < $1.count }
  }

  /// The name without the values that a matrix adds to it.
  private static func stem(_ step: StepID) -> Substring { step.rawValue.prefix { $0 != "[" } }
}
