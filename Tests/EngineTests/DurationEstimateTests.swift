import Engine
import EngineTestSupport
import TestSupport
import Testing

struct DurationEstimateTests {
  private let folder: TemporaryFolder
  private let toys: Toys

  init() throws {
    folder = TemporaryFolder()
    toys = try Toys(at: folder.workspacePath)
  }

  private func tuning(_ name: StepID, _ model: String, epochs: Int) -> ToyStep {
    var step = ToyStep(name, kind: "tune", ["model": .string(model), "epochs": .int(epochs)]) {
      (context) throws(StepFailure) in
      try? await Task.sleep(for: .milliseconds(20))
      return [try context.write([1], to: "out")]
    }
    step.pace = Pace(equal: ["model"], proportional: ["epochs"])
    return step
  }

  private func estimates(_ steps: [ToyStep]) throws -> [StepID: DurationEstimate] {
    let plan = try Plan.make(steps)
    return try DurationEstimate.estimates(
      of: try Staleness.states(of: plan, in: toys.workspace),
      in: plan,
      toys.workspace
    )
  }

  @Test func `nothing is known before anything was made`() throws {
    #expect(try estimates([tuning("a", "small", epochs: 2)]).isEmpty)
  }

  @Test func `a step takes what it took, times what it has more to do`() async throws {
    try await toys.run([tuning("a", "small", epochs: 2)])
    let estimate = try #require(try estimates([tuning("a", "small", epochs: 6)])["a"])
    #expect(estimate.factor == 3)
    #expect(estimate.step == "a")
    #expect(estimate.run.rawValue == 1)
    #expect(estimate.seconds >= 0.06)
    #expect(try estimates([tuning("a", "small", epochs: 2)]).isEmpty)
  }

  @Test func `a new step takes what the newest alike took`() async throws {
    try await toys.run([tuning("a", "small", epochs: 2), tuning("b", "large", epochs: 2)])
    try await toys.run([tuning("c", "small", epochs: 4)])
    let found = try estimates([
      tuning("d", "small", epochs: 8), tuning("e", "large", epochs: 1),
      tuning("f", "huge", epochs: 1), tuning("a", "large", epochs: 3),
    ])
    #expect(found["d"].map { [$0.step.rawValue, "\($0.factor)"] } == ["c", "2.0"])
    #expect(found["e"].map { [$0.step.rawValue, "\($0.factor)"] } == ["b", "0.5"])
    #expect(found["f"] == nil)
    // The name is the same, and what the time depends on is not.
    #expect(found["a"]?.step == "b")
  }
}
