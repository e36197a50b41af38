package import Engine

/// A step of a test, which does its own work with whatever it has at hand.
package protocol TestStep: Sendable {
  var id: StepID { get }
  var kind: StepKind { get }
  var version: Int { get }
  var pool: PoolName { get }
  var inputs: [StepInput] { get }
  var files: [InputFile] { get }
  var remoteAccount: String? { get }
  var pace: Pace { get }
  var expectedBill: Bill? { get }

  /// What is done; nil where the step is described by its details alone.
  var details: (any StepDetails)? { get }

  func describe(into fingerprint: inout Fingerprint)
  func run(in context: StepContext) async throws(StepFailure) -> [ArtifactName]
}

extension TestStep {
  package var version: Int { 1 }
  package var pool: PoolName { "tests" }
  package var inputs: [StepInput] { [] }
  package var files: [InputFile] { [] }
  package var remoteAccount: String? { nil }
  package var pace: Pace { Pace() }
  package var expectedBill: Bill? { nil }
  package var details: (any StepDetails)? { nil }

  package func describe(into fingerprint: inout Fingerprint) {
    fingerprint.add("id", id.rawValue)
  }

  package func run(in context: StepContext) async throws(StepFailure) -> [ArtifactName] { [] }

  package var spec: StepSpec {
    var fingerprint = Fingerprint()
    describe(into: &fingerprint)
    let bill = expectedBill
    return StepSpec(
      id: id,
      kind: kind,
      version: version,
      parameters: fingerprint,
      inputs: inputs,
      files: files,
      pool: pool,
      remoteAccount: remoteAccount,
      pace: pace,
      cost: ExpectedCost { bill },
      details: details ?? ToyDetails(work: run)
    )
  }
}

extension Plan {
  package static func make(_ steps: [some TestStep]) throws(PlanError) -> Plan {
    try make(steps.map(\.spec))
  }
}

extension [any StepExecutor] {
  /// What does a plan of test steps in this process.
  package static func inProcess(_ plan: Plan) -> [any StepExecutor] {
    [InProcessExecutor(.toys(Set(plan.steps.map(\.kind))))]
  }
}
