#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A step as a value: all that plans, keys, journals, explanations and workers elsewhere see of it.
///
/// The engine computes the step's cache key from the kind, the version, the parameters, and the content
/// of inputs and files. What is done is up to the `StepWork` of the kind, which reads the details.
package struct StepSpec: Sendable {
  /// The name of the step, unique in its plan.
  package var id: StepID
  package var kind: StepKind

  /// Raised whenever equal parameters and inputs come to mean another result.
  package var version: Int

  /// The resolved parameters, as named and typed fields.
  package var parameters: Fingerprint

  /// What the step reads of other steps; these steps end before it starts.
  package var inputs: [StepInput]

  /// What the step reads outside the store; each has a name of its own.
  package var files: [InputFile]

  /// The limit that the step counts against while it runs.
  package var pool: PoolName

  /// What the step occupies where it runs.
  package var resources: StepResources

  /// The account under which the step leaves work that goes on without this process; nil where there
  /// is no such work.
  package var remoteAccount: String?

  /// What the step's time depends on.
  package var pace: Pace

  /// What the step is expected to cost where it runs.
  package var cost: ExpectedCost

  /// What the work of the kind must know, beyond all this, to do the step.
  package var details: any StepDetails

  package init(
    id: StepID,
    kind: StepKind,
    version: Int = 1,
    parameters: Fingerprint = Fingerprint(),
    inputs: [StepInput] = [],
    files: [InputFile] = [],
    pool: PoolName,
    resources: StepResources = StepResources(),
    remoteAccount: String? = nil,
    pace: Pace = Pace(),
    cost: ExpectedCost = .nothing,
    details: any StepDetails
  ) {
    self.id = id
    self.kind = kind
    self.version = version
    self.parameters = parameters
    self.inputs = inputs
    self.files = files
    self.pool = pool
    self.resources = resources
    self.remoteAccount = remoteAccount
    self.pace = pace
    self.cost = cost
    self.details = details
  }

  /// What the step is expected to cost where it runs; nil where it costs nothing.
  package var expectedBill: Bill? { cost.bill }
}

/// What the work of one kind of step must know that is not in every step.
package protocol StepDetails: Codable, Sendable {}

/// Written with its details, and read by a program that has a work for its kind.
extension StepSpec: Encodable, DecodableWithConfiguration {
  private enum CodingKeys: String, CodingKey {
    case id, kind, version, parameters, inputs, files, pool, resources, pace, cost, details
    case remoteAccount = "remote_account"
  }

  /// - Throws: `DecodingError` also where the works have none for the step's kind.
  package init(from decoder: any Decoder, configuration works: StepWorks) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.decode(StepKind.self, forKey: .kind)
    guard let type = works.details(of: kind) else {
      throw DecodingError.dataCorruptedError(
        forKey: .kind,
        in: container,
        debugDescription: "there is no kind of step '\(kind)'"
      )
    }
    self.init(
      id: try container.decode(StepID.self, forKey: .id),
      kind: kind,
      version: try container.decode(Int.self, forKey: .version),
      parameters: try container.decode(Fingerprint.self, forKey: .parameters),
      inputs: try container.decode([StepInput].self, forKey: .inputs),
      files: try container.decode([InputFile].self, forKey: .files),
      pool: try container.decode(PoolName.self, forKey: .pool),
      resources: try container.decode(StepResources.self, forKey: .resources),
      remoteAccount: try container.decodeIfPresent(String.self, forKey: .remoteAccount),
      pace: try container.decode(Pace.self, forKey: .pace),
      cost: try container.decode(ExpectedCost.self, forKey: .cost),
      details: try container.decode(type, forKey: .details)
    )
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(kind, forKey: .kind)
    try container.encode(version, forKey: .version)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(files, forKey: .files)
    try container.encode(pool, forKey: .pool)
    try container.encode(resources, forKey: .resources)
    try container.encodeIfPresent(remoteAccount, forKey: .remoteAccount)
    try container.encode(pace, forKey: .pace)
    try container.encode(cost, forKey: .cost)
    try container.encode(details, forKey: .details)
  }
}

/// What a step occupies where it runs; it changes no result.
package struct StepResources: Codable, Hashable, Sendable {
  /// Processor cores, at least 1.
  package var cores: Int

  /// Accelerators.
  package var gpus: Int

  /// Main memory in bytes; nil where nobody has said.
  package var memory: Int?

  /// The longest time that the step takes, in seconds; nil where nobody has said.
  package var seconds: Int?

  /// About what it leaves on the disk, in bytes; nil where that is little or not known.
  package var disk: Int?

  package init(
    cores: Int = 1,
    gpus: Int = 0,
    memory: Int? = nil,
    seconds: Int? = nil,
    disk: Int? = nil
  ) {
    self.cores = cores
    self.gpus = gpus
    self.memory = memory
    self.seconds = seconds
    self.disk = disk
  }
}

/// The fields of a step's fingerprint that tell how long it takes, by what an earlier one took.
package struct Pace: Codable, Hashable, Sendable {
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
package struct StepInput: Codable, Hashable, Sendable {
  /// What an input means for the cache key of the step that reads it.
  package enum Role: String, Codable, Hashable, Sendable {
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
package struct InputFile: Codable, Hashable, Sendable {
  /// The name in the cache key, which stays the same wherever the file lies.
  package var name: String

  /// Where the file is now; not part of the key.
  package var path: String

  package init(name: String, path: String) {
    self.name = name
    self.path = path
  }
}
