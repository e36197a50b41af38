import Engine

extension StepExplanation {
  /// What `explain --json` prints of a step.
  func document(in workspace: Workspace) -> JSONObject {
    [
      "id": planned.id,
      "kind": planned.kind,
      "state": planned.state.name,
      // Why, as a sentence and as data.
      "reason": "\(planned.state)",
      "because": planned.state.document,
      // The digest of the present key; absent as long as an input is not known.
      "key": planned.key?.digest,
      // The outputs that the step has, or had last; absent where it was never made.
      "last": last.map { record -> JSONObject in
        [
          "key": record.key,
          "run": record.run,
          // The step that made them; another one with the same key where its name is another.
          "step": record.step,
          // When, in seconds since 1970, and how long it took, in seconds.
          "made_at": record.madeAt,
          "seconds": record.seconds,
          "tool_version": record.toolVersion,
          "artifacts": record.artifacts.map { document(of: $0, in: workspace) },
        ]
      },
      "fields": fields.map(\.document),
    ]
  }

  private func document(of artifact: Artifact, in workspace: Workspace) -> JSONObject {
    [
      "name": artifact.name,
      "digest": artifact.digest,
      "size": artifact.byteCount,
      // Where the content is, below the workspace's folder.
      "path": workspace.relativePath(of: artifact.digest),
      // Whether it is there, as it was made.
      "intact": isIntact[artifact.name] ?? false,
    ]
  }
}

extension ExplainedField {
  fileprivate var document: JSONObject {
    [
      // `format`, `kind`, `version`, `parameter`, `input`, `reference` or `file`.
      "field": subject.word,
      "name": subject.name,
      // The step that makes the input, and the run that made what it is now.
      "of": subject.maker,
      "made_in": madeIn,
      // Absent where there was no such field or nothing to compare with.
      "then": then?.document,
      // Absent where there is no such field or it is not known yet.
      "now": now.document,
      // Whether it is known now; an input is not before the step that makes it has run.
      "known": now != .unknown,
      // Absent where one of the two is not known.
      "changed": isChanged,
    ]
  }
}

extension ExplainedField.Value {
  /// Nil for what is absent or not known.
  fileprivate var document: (any Encodable)? {
    switch self {
    case .value(let value): value.document
    case .digest(let digest): digest
    case .absent, .unknown: nil
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
