import Engine
import EngineTestSupport
import TestSupport
import Testing

struct StepExplanationTests {
  private let folder: TemporaryFolder
  private let toys: Toys

  init() throws {
    folder = TemporaryFolder()
    toys = try Toys(at: folder.workspacePath)
  }

  private func explanation(_ id: StepID, _ steps: [ToyStep]) throws -> StepExplanation {
    let plan = try Plan.make(steps)
    let states = try Staleness.states(of: plan, in: toys.workspace)
    let all = try StepExplanation.explanations(of: [id], in: plan, states, toys.workspace)
    return try #require(all.first)
  }

  private func changes(_ explanation: StepExplanation) -> [ExplainedField.Subject] {
    explanation.fields.filter { $0.isChanged == true }.map(\.subject)
  }

  private func steps(_ x: Int, _ parameters: [String: FieldValue]) -> [ToyStep] {
    [ToyStep("a", ["x": .int(x)]), ToyStep("b", reads: ["a"], parameters)]
  }

  @Test func `a step that was never made has nothing to compare with`() throws {
    let explanation = try explanation("a", steps(1, [:]))
    #expect(explanation.last == nil)
    #expect(explanation.fields.allSatisfy { $0.then == nil && $0.isChanged == nil })
    #expect(explanation.fields.map(\.now).contains(.value(.int(1))))
  }

  @Test func `a reused step is compared with what it reuses`() async throws {
    try await toys.run(steps(1, ["y": .int(1)]))
    try await toys.run(steps(1, ["y": .int(2)]))
    let explanation = try explanation("b", steps(1, ["y": .int(1)]))
    #expect(explanation.planned.state.isReused)
    #expect(explanation.last?.run.rawValue == 1)
    #expect(changes(explanation).isEmpty)
    #expect(explanation.fields.allSatisfy { $0.isChanged == false })
    #expect(explanation.isIntact == ["out": true])
  }

  @Test func `what is other, new and gone is said field by field`() async throws {
    try await toys.run(steps(1, ["same": .int(1), "other": .int(1), "old": .bool(true)]))
    let now = steps(1, ["same": .int(1), "other": .int(2), "new": .bool(true)])
    let explanation = try explanation("b", now)
    #expect(changes(explanation) == [.parameter("new"), .parameter("old"), .parameter("other")])
    let fields = Dictionary(uniqueKeysWithValues: explanation.fields.map { ($0.subject, $0) })
    #expect(fields[.parameter("new")]?.then == .absent)
    #expect(fields[.parameter("old")]?.now == .absent)
    #expect(fields[.parameter("other")]?.then == .value(.int(1)))
    #expect(fields[.input("out", of: "a")]?.madeIn?.rawValue == 1)
  }

  @Test func `an input that changed is named with the step and the run that made it`() async throws
  {
    try await toys.run(steps(1, [:]))
    try await toys.run([ToyStep("a", ["x": .int(2)])])
    let explanation = try explanation("b", steps(2, [:]))
    #expect(changes(explanation) == [.input("out", of: "a")])
    let input = try #require(explanation.fields.first { $0.isChanged == true })
    #expect(input.madeIn?.rawValue == 2)
    guard case .willRun(reason: .changed(let differences)) = explanation.planned.state,
      case .input("out", of: let maker, let from?, let to?)? = differences.first
    else {
      Issue.record("\(explanation.planned.state)")
      return
    }
    #expect(maker == "a")
    #expect(input.then == .digest(from))
    #expect(input.now == .digest(to))
  }

  @Test func `an input is not known before its step has run`() async throws {
    try await toys.run(steps(1, ["y": .int(1)]))
    let explanation = try explanation("b", steps(2, ["y": .int(2)]))
    #expect(explanation.planned.key == nil)
    #expect(changes(explanation) == [.parameter("y")])
    let input = try #require(explanation.fields.first { $0.subject == .input("out", of: "a") })
    #expect(input.now == .unknown)
    #expect(input.isChanged == nil)
  }

  @Test func `files and references are told apart, and a damaged artifact is seen`() async throws {
    let source = folder.write("pairs", to: "pairs.csv")
    func steps() -> [ToyStep] {
      var reader = ToyStep("b", files: [InputFile(name: "pairs", path: source)])
      reader.inputs = [StepInput("a", "out", role: .reference)]
      return [ToyStep("a"), reader]
    }
    try await toys.run(steps())
    try Files.damage(try toys.outputPath(of: "b"), with: "x")
    folder.write("other", to: "pairs.csv")
    let explanation = try explanation("b", steps())
    #expect(changes(explanation) == [.file("pairs")])
    #expect(explanation.isIntact == ["out": false])
    let reference = explanation.fields.first { $0.subject == .reference("out", of: "a") }
    #expect(reference?.then == nil)
    #expect(reference?.isChanged == nil)
  }
}
