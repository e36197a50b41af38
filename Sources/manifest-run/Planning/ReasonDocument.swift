import Engine

extension StepState {
  /// Why a step is in its state, as data: the `because` of `plan --json` and `explain --json`.
  var document: JSONObject {
    switch self {
    case .reused(let record):
      // The run that made what is reused, and the step that did.
      ["kind": "made-before", "run": record.run, "made_by": record.step]
    case .willRun(let reason): reason.document(job: nil)
    case .attaches(let entry, let reason): reason.document(job: entry)
    // The steps that must run before it is known.
    case .depends(let steps): ["kind": "depends", "on": steps]
    }
  }
}

extension StaleReason {
  /// Why a step runs, with the work that an earlier run began for it at a provider.
  fileprivate func document(job entry: JournalEntry?) -> JSONObject {
    let job = entry?.document
    return switch self {
    case .neverMade: ["kind": "never-made", "job": job]
    case .forced: ["kind": "forced", "job": job]
    case .changed(let differences):
      ["kind": "changed", "changes": differences.map(\.document), "job": job]
    case .artifactMissing(let name): ["kind": "artifact-missing", "artifact": name, "job": job]
    case .artifactDamaged(let name): ["kind": "artifact-damaged", "artifact": name, "job": job]
    case .fileUnreadable(let name, let error):
      ["kind": "file-unreadable", "file": name, "problem": "\(error)", "job": job]
    // The step is the one that made no such input.
    case .inputNotMade(let name, let maker):
      ["kind": "input-not-made", "artifact": name, "step": maker, "job": job]
    }
  }
}

extension JournalEntry {
  fileprivate var document: JSONObject {
    [
      "id": remoteID ?? "",
      "account": account,
      // `created` while it may go on, `finished` where its result was fetched before.
      "state": state.rawValue,
      // When it was begun, in seconds since 1970.
      "begun": begun,
    ]
  }
}

extension KeyDifference {
  /// One field in which the key differs from the last one.
  ///
  /// `name` is absent for what there is only one of, `from` where there was no such field, `to` where there
  /// is none any more; `of` is the step that makes the input now.
  fileprivate var document: JSONObject {
    switch self {
    case .format(let from, let to): ["field": "format", "from": from, "to": to]
    case .kind(let from, let to): ["field": "kind", "from": from, "to": to]
    case .version(let from, let to): ["field": "version", "from": from, "to": to]
    case .parameter(let name, let from, let to):
      ["field": "parameter", "name": name, "from": from?.document, "to": to?.document]
    case .input(let name, let maker, let from, let to):
      ["field": "input", "name": name, "of": maker, "from": from, "to": to]
    case .file(let name, let from, let to):
      ["field": "file", "name": name, "from": from, "to": to]
    }
  }
}

extension FieldValue {
  /// The value as JSON has it, without its type.
  var document: any Encodable {
    switch self {
    case .string(let value): value
    case .int(let value): value
    case .double(let value): value
    case .bool(let value): value
    case .strings(let values): values
    case .ints(let values): values
    case .doubles(let values): values
    }
  }
}
