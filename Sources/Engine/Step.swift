/// One piece of work whose outputs depend on nothing but what it declares here.
///
/// A step declares and the engine computes its cache key: from the kind, the version, the resolved
/// parameters, and the content of inputs and files.
package protocol Step: Sendable {
  /// The name of the step, unique in its plan.
  var id: StepID { get }
  var kind: StepKind { get }

  /// Raised whenever equal parameters and inputs come to mean another result.
  var version: Int { get }

  /// The limit that the step counts against while it runs.
  var pool: PoolName { get }

  /// What the step reads of other steps; these steps end before it starts.
  var inputs: [StepInput] { get }

  /// What the step reads outside the store; each has a name of its own.
  var files: [InputFile] { get }

  /// The account under which the step leaves work at a provider that goes on without this process;
  /// nil where there is no such work.
  var remoteAccount: String? { get }

  /// What the step's time depends on.
  var pace: Pace { get }

  /// What the step is expected to cost where it runs; nil where it costs nothing.
  var expectedBill: Bill? { get }

  /// Adds the resolved parameters, as named and typed fields.
  func describe(into fingerprint: inout Fingerprint)

  /// Does the work and returns the names of the files that it left in the context's folder.
  func run(in context: StepContext) async throws(StepFailure) -> [ArtifactName]
}

extension Step {
  package var remoteAccount: String? { nil }
  package var pace: Pace { Pace() }
  package var expectedBill: Bill? { nil }
}

/// The fields of a step's fingerprint that tell how long it takes, by what an earlier one took.
package struct Pace: Hashable, Sendable {
  /// Fields that must be equal for times to be compared at all.
  package var equal: [String]

  /// Numbers that the time grows with in proportion.
  package var proportional: [String]

  package init(equal: [String] = [], proportional: [String] = []) {
    self.equal = equal
    self.proportional = proportional
  }
}

/// An artifact of another step that a step reads.
package struct StepInput: Hashable, Sendable {
  /// What an input means for the cache key of the step that reads it.
  package enum Role: Hashable, Sendable {
    /// The content's digest is part of the key.
    case content

    /// The content is needed but not in the key: a remote id says where something is, not what.
    case reference
  }

  package var step: StepID
  package var artifact: ArtifactName
  package var role: Role

  package init(_ step: StepID, _ artifact: ArtifactName, role: Role = .content) {
    self.step = step
    self.artifact = artifact
    self.role = role
  }
}

/// A file outside the store that a step reads; it counts by content.
package struct InputFile: Hashable, Sendable {
  /// The name in the cache key, which stays the same wherever the file lies.
  package var name: String

  /// Where the file is now; not part of the key.
  package var path: String

  package init(name: String, path: String) {
    self.name = name
    self.path = path
  }
}
