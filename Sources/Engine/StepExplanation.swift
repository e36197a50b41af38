internal import System

/// A step's present key beside the one that its outputs were last made with, field by field.
package struct StepExplanation: Sendable {
  /// What a plan says about the step.
  package var planned: PlannedStep

  /// All that the key counts, and what is read by reference, in the order of the key's form.
  package var fields: [ExplainedField]

  /// The outputs that the step is compared with: those that it reuses, else those that it had last;
  /// nil where it never had any.
  package var last: StepRecord?

  /// Whether each of these outputs is in the store, as it was.
  package var isIntact: [ArtifactName: Bool]

  /// What is known of some steps of a plan, in its order, by the states of all; nothing is changed.
  package static func explanations(
    of ids: Set<StepID>,
    in plan: Plan,
    _ planned: [PlannedStep],
    _ workspace: Workspace
  ) throws(WorkspaceError) -> [StepExplanation] {
    var records: [StepID: StepRecord] = [:]
    for step in planned {
      if case .reused(let record) = step.state { records[step.id] = record }
    }
    var explanations: [StepExplanation] = []
    for (step, planned) in zip(plan.steps, planned) where ids.contains(step.id) {
      explanations.append(try explanation(of: step, planned, records, workspace))
    }
    return explanations
  }

  private static func explanation(
    of step: StepSpec,
    _ planned: PlannedStep,
    _ records: [StepID: StepRecord],
    _ workspace: Workspace
  ) throws(WorkspaceError) -> StepExplanation {
    var key: CacheKey?
    var last = records[step.id]
    if let last {
      key = try workspace.key(last.key)
    } else {
      key = try workspace.lastKey(of: step.id)
      if let key { last = try workspace.record(of: key.digest) }
    }
    var isIntact: [ArtifactName: Bool] = [:]
    for artifact in last?.artifacts ?? [] {
      isIntact[artifact.name] = try WorkspaceError.storing { () throws(FileSystemError) in
        try workspace.store.condition(of: artifact.digest, byteCount: artifact.byteCount)
          == .intact
      }
    }
    return StepExplanation(
      planned: planned,
      fields: FieldComparison(step: step, present: planned.key, past: key, records: records).fields,
      last: last,
      isIntact: isIntact
    )
  }
}

/// One thing that a key counts: what it was, and what it is.
package struct ExplainedField: Hashable, Sendable {
  /// What the field is.
  package enum Subject: Hashable, Sendable {
    case format
    case kind
    case version
    case parameter(String)

    /// A content that another step makes; the step is nil where there is none any more.
    case input(String, of: StepID?)

    /// What another step makes and no key counts.
    case reference(String, of: StepID)
    case file(String)
  }

  /// What a field is at one time.
  package enum Value: Hashable, Sendable {
    case value(FieldValue)
    case digest(Digest)

    /// There is no such field.
    case absent

    /// Not known before the step that makes it has run, or since a file cannot be read.
    case unknown
  }

  package var subject: Subject

  /// What it was when the outputs were made; nil where there are none to compare with.
  package var then: Value?
  package var now: Value

  /// The run that made what an input is now, where that is known.
  package var madeIn: RunID?

  /// Whether it is another than it was; nil where one of the two is not known.
  package var isChanged: Bool? {
    guard let then, then != .unknown, now != .unknown else { return nil }
    return then != now
  }
}

/// Puts a step's fields beside those of an earlier key.
private struct FieldComparison {
  let step: StepSpec

  /// The present key; nil as long as something is not known.
  let present: CacheKey?
  let past: CacheKey?

  /// The outputs of the steps that are reused.
  let records: [StepID: StepRecord]

  var fields: [ExplainedField] {
    general + parameters + inputs + references + files
  }

  private var general: [ExplainedField] {
    let format = field(.format, past.map { .int($0.format) }, .int(CacheKey.currentFormat))
    let rest = [
      field(.kind, past.map { .string($0.kind.rawValue) }, .string(step.kind.rawValue)),
      field(.version, past.map { .int($0.version) }, .int(step.version)),
    ]
    // The form of keys changes once in years, and says nothing while it does not.
    return format.isChanged == true ? [format] + rest : rest
  }

  private var parameters: [ExplainedField] {
    let (now, then) = (step.parameters.fields, past?.parameters ?? [:])
    return Set(now.keys).union(then.keys).sorted().map { name in
      ExplainedField(
        subject: .parameter(name),
        then: past.map { _ in then[name].map { .value($0) } ?? .absent },
        now: now[name].map { .value($0) } ?? .absent
      )
    }
  }

  private var inputs: [ExplainedField] {
    let now = step.inputs.filter { $0.role == .content }
    let then = past?.inputs ?? []
    return (0..<max(now.count, then.count)).flatMap { place -> [ExplainedField] in
      let before = place < then.count ? then[place] : nil
      guard place < now.count else {
        return before.map { [gone(.input($0.name, of: nil), $0.digest)] } ?? []
      }
      let input = now[place]
      let isSame = before?.name == input.artifact.rawValue
      let field = ExplainedField(
        subject: .input(input.artifact.rawValue, of: input.step),
        then: past.map { _ in isSame ? before.map { .digest($0.digest) } ?? .absent : .absent },
        now: content(of: input),
        madeIn: records[input.step]?.run
      )
      guard !isSame, let before else { return [field] }
      return [gone(.input(before.name, of: nil), before.digest), field]
    }
  }

  private var references: [ExplainedField] {
    step.inputs.filter { $0.role == .reference }.map { input in
      ExplainedField(
        subject: .reference(input.artifact.rawValue, of: input.step),
        then: nil,
        now: content(of: input),
        madeIn: records[input.step]?.run
      )
    }
  }

  private var files: [ExplainedField] {
    let then = Dictionary((past?.files ?? []).map { ($0.name, $0.digest) }) { first, _ in first }
    let paths = Dictionary(step.files.map { ($0.name, $0.path) }) { first, _ in first }
    let known = Dictionary((present?.files ?? []).map { ($0.name, $0.digest) }) { first, _ in first
    }
    return Set(paths.keys).union(then.keys).sorted().map { name in
      let now = known[name] ?? paths[name].flatMap { try? FileSystem.digest(ofFile: $0) }
      return ExplainedField(
        subject: .file(name),
        then: past.map { _ in then[name].map { .digest($0) } ?? .absent },
        now: now.map { .digest($0) } ?? (paths[name] == nil ? .absent : .unknown)
      )
    }
  }

  private func content(of input: StepInput) -> ExplainedField.Value {
    let artifact = records[input.step]?.artifacts.first { $0.name == input.artifact }
    return artifact.map { .digest($0.digest) } ?? .unknown
  }

  private func field(
    _ subject: ExplainedField.Subject,
    _ then: FieldValue?,
    _ now: FieldValue
  ) -> ExplainedField {
    ExplainedField(subject: subject, then: then.map { .value($0) }, now: .value(now))
  }

  private func gone(_ subject: ExplainedField.Subject, _ digest: Digest) -> ExplainedField {
    ExplainedField(subject: subject, then: .digest(digest), now: .absent)
  }
}
