import Engine

/// Why a step is in its state, as data: the `because` of `plan --json` and `explain --json`.
struct ReasonDocument: Encodable {
  /// One field in which the key differs from the last one.
  struct Change: Encodable {
    /// `format`, `kind`, `version`, `parameter`, `input` or `file`.
    var field: String

    /// The parameter's, input's or file's name; absent for what there is only one of.
    var name: String?

    /// The step that makes the input now.
    var of: String?

    /// What it was; absent where there was no such field.
    var from: Value?

    /// What it is; absent where there is no such field any more.
    var to: Value?
  }

  /// A value of a field as JSON has it; a digest as 64 hexadecimal digits.
  enum Value: Encodable {
    case field(FieldValue)
    case digest(Digest)

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .digest(let digest): try container.encode(digest.hexadecimal)
      case .field(.string(let value)): try container.encode(value)
      case .field(.int(let value)): try container.encode(value)
      case .field(.double(let value)): try container.encode(value)
      case .field(.bool(let value)): try container.encode(value)
      case .field(.strings(let value)): try container.encode(value)
      case .field(.ints(let value)): try container.encode(value)
      case .field(.doubles(let value)): try container.encode(value)
      }
    }
  }

  /// Work that an earlier run began at a provider.
  struct Job: Encodable {
    var id: String
    var account: String

    /// `created` while it may go on, `finished` where its result was fetched before.
    var state: String

    /// When it was begun, in seconds since 1970.
    var begun: Double
  }

  /// `made-before`, `never-made`, `changed`, `forced`, `artifact-missing`, `artifact-damaged`,
  /// `file-unreadable`, `input-not-made` or `depends`.
  var kind: String

  /// The run that made what is reused, and the step that did.
  var run: Int?
  var madeBy: String?
  var changes: [Change]?
  var artifact: String?
  var file: String?
  var problem: String?

  /// The step that made no such input.
  var step: String?

  /// The steps that must run before it is known.
  var on: [String]?
  var job: Job?

  init(_ state: StepState) {
    switch state {
    case .reused(let record):
      self.init(kind: "made-before")
      run = record.run.rawValue
      madeBy = record.step.rawValue
    case .willRun(let reason):
      self.init(reason)
    case .attaches(let entry, let reason):
      self.init(reason)
      job = Job(
        id: entry.remoteID ?? "",
        account: entry.account,
        state: entry.state.rawValue,
        begun: entry.begun
      )
    case .depends(let steps):
      self.init(kind: "depends")
      on = steps.map(\.rawValue)
    }
  }

  private init(_ reason: StaleReason) {
    switch reason {
    case .neverMade: self.init(kind: "never-made")
    case .forced: self.init(kind: "forced")
    case .changed(let differences):
      self.init(kind: "changed")
      changes = differences.map(Change.init)
    case .artifactMissing(let name):
      self.init(kind: "artifact-missing")
      artifact = name.rawValue
    case .artifactDamaged(let name):
      self.init(kind: "artifact-damaged")
      artifact = name.rawValue
    case .fileUnreadable(let name, let error):
      self.init(kind: "file-unreadable")
      file = name
      problem = error.description
    case .inputNotMade(let name, let maker):
      self.init(kind: "input-not-made")
      artifact = name.rawValue
      step = maker.rawValue
    }
  }

  private init(kind: String) {
    self.kind = kind
  }

  enum CodingKeys: String, CodingKey {
    case kind, run, changes, artifact, file, problem, step, on, job
    case madeBy = "made_by"
  }
}

extension ReasonDocument.Change {
  init(_ difference: KeyDifference) {
    switch difference {
    case .format(let from, let to):
      self.init(field: "format", from: .field(.int(from)), to: .field(.int(to)))
    case .kind(let from, let to):
      self.init(
        field: "kind",
        from: .field(.string(from.rawValue)),
        to: .field(.string(to.rawValue))
      )
    case .version(let from, let to):
      self.init(field: "version", from: .field(.int(from)), to: .field(.int(to)))
    case .parameter(let name, let from, let to):
      self.init(
        field: "parameter",
        name: name,
        from: from.map { .field($0) },
        to: to.map { .field($0) }
      )
    case .input(let name, let maker, let from, let to):
      self.init(
        field: "input",
        name: name,
        of: maker?.rawValue,
        from: from.map { .digest($0) },
        to: to.map { .digest($0) }
      )
    case .file(let name, let from, let to):
      self.init(
        field: "file",
        name: name,
        from: from.map { .digest($0) },
        to: to.map { .digest($0) }
      )
    }
  }
}
