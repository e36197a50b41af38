import Engine

/// What `explain --json` prints.
struct ExplainDocument: Encodable {
  struct Step: Encodable {
    var id: String
    var kind: String
    var state: String

    /// Why, as a sentence and as data.
    var reason: String
    var because: ReasonDocument

    /// The digest of the present key; absent as long as an input is not known.
    var key: String?

    /// What the step is compared with; absent where it was never made.
    var last: Last?
    var fields: [Field]
  }

  /// The outputs that the step has, or had last.
  struct Last: Encodable {
    var key: String
    var run: Int

    /// The step that made them; another one with the same key where its name is another.
    var step: String

    /// When, in seconds since 1970, and how long it took, in seconds.
    var madeAt: Double
    var seconds: Double
    var toolVersion: String
    var artifacts: [Artifact]

    enum CodingKeys: String, CodingKey {
      case key, run, step, seconds, artifacts
      case madeAt = "made_at"
      case toolVersion = "tool_version"
    }
  }

  struct Artifact: Encodable {
    var name: String
    var digest: String
    var size: Int

    /// Where the content is, below the workspace's folder.
    var path: String

    /// Whether it is there, as it was made.
    var isIntact: Bool

    enum CodingKeys: String, CodingKey {
      case name, digest, size, path
      case isIntact = "intact"
    }
  }

  struct Field: Encodable {
    /// `format`, `kind`, `version`, `parameter`, `input`, `reference` or `file`.
    var field: String
    var name: String?

    /// The step that makes the input, and the run that made what it is now.
    var of: String?
    var madeIn: Int?

    /// Absent where there was no such field or nothing to compare with.
    var then: ReasonDocument.Value?

    /// Absent where there is no such field or it is not known yet.
    var now: ReasonDocument.Value?

    /// Whether it is known now; an input is not before the step that makes it has run.
    var isKnown: Bool

    /// Absent where one of the two is not known.
    var isChanged: Bool?

    enum CodingKeys: String, CodingKey {
      case field, name, of, then, now
      case madeIn = "made_in"
      case isKnown = "known"
      case isChanged = "changed"
    }
  }

  let formatVersion = 1
  let workspace: String
  let steps: [Step]

  init(_ explanations: [StepExplanation], in workspace: Workspace) {
    self.workspace = workspace.path
    steps = explanations.map { explanation in
      let planned = explanation.planned
      return Step(
        id: planned.id.rawValue,
        kind: planned.kind.rawValue,
        state: planned.state.name,
        reason: "\(planned.state)",
        because: ReasonDocument(planned.state),
        key: planned.key?.digest.hexadecimal,
        last: explanation.last.map { Last($0, explanation.isIntact, in: workspace) },
        fields: explanation.fields.map(Field.init)
      )
    }
  }

  enum CodingKeys: String, CodingKey {
    case workspace, steps
    case formatVersion = "format_version"
  }
}

extension ExplainDocument.Last {
  init(_ record: StepRecord, _ isIntact: [ArtifactName: Bool], in workspace: Workspace) {
    self.init(
      key: record.key.hexadecimal,
      run: record.run.rawValue,
      step: record.step.rawValue,
      madeAt: record.madeAt,
      seconds: record.seconds,
      toolVersion: record.toolVersion,
      artifacts: record.artifacts.map { artifact in
        ExplainDocument.Artifact(
          name: artifact.name.rawValue,
          digest: artifact.digest.hexadecimal,
          size: artifact.byteCount,
          path: workspace.relativePath(of: artifact.digest),
          isIntact: isIntact[artifact.name] ?? false
        )
      }
    )
  }
}

extension ExplainDocument.Field {
  init(_ field: ExplainedField) {
    self.init(
      field: field.subject.word,
      name: field.subject.name,
      of: field.subject.maker?.rawValue,
      madeIn: field.madeIn?.rawValue,
      then: field.then.flatMap(ReasonDocument.Value.init),
      now: ReasonDocument.Value(field.now),
      isKnown: field.now != .unknown,
      isChanged: field.isChanged
    )
  }
}

extension ReasonDocument.Value {
  /// Nil for what is absent or not known.
  init?(_ value: ExplainedField.Value) {
    switch value {
    case .value(let value): self = .field(value)
    case .digest(let digest): self = .digest(digest)
    case .absent, .unknown: return nil
    }
  }
}

extension ExplainedField.Subject {
  /// What sort of field it is, in one word.
  var word: String {
    switch self {
    case .format: "format"
    case .kind: "kind"
    case .version: "version"
    case .parameter: "parameter"
    case .input: "input"
    case .reference: "reference"
    case .file: "file"
    }
  }

  /// The name within its sort; nil for what there is only one of.
  var name: String? {
    switch self {
    case .format, .kind, .version: nil
    case .parameter(let name), .input(let name, of: _), .reference(let name, of: _),
      .file(let name):
      name
    }
  }

  /// The step that makes it.
  var maker: StepID? {
    switch self {
    case .input(_, of: let step): step
    case .reference(_, of: let step): step
    case .format, .kind, .version, .parameter, .file: nil
    }
  }
}
