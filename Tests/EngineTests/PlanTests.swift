import Engine
import EngineTestSupport
import Testing

struct PlanTests {
  private func order(_ steps: [ToyStep]) throws(PlanError) -> [StepID] {
    try Plan.make(steps).steps.map(\.id)
  }

  @Test func `steps that fit keep their order`() throws {
    #expect(
      try order([ToyStep("b"), ToyStep("a", reads: ["b"]), ToyStep("c")]) == ["b", "a", "c"]
    )
  }

  @Test func `a step that is given too early comes after those it reads`() throws {
    let steps = [ToyStep("c", reads: ["b", "a"]), ToyStep("a"), ToyStep("b", reads: ["a"])]
    #expect(try order(steps) == ["a", "b", "c"])
  }

  @Test func `two steps of one name are refused`() {
    #expect(throws: PlanError.duplicateStep("a")) { try order([ToyStep("a"), ToyStep("a")]) }
  }

  @Test func `an input that no step makes is refused`() {
    let error = PlanError.unknownInput(StepInput("b", "out"), of: "a")
    #expect(throws: error) { try order([ToyStep("a", reads: ["b"])]) }
    #expect(
      error.description == "step 'a' reads 'out' of step 'b', which the plan does not have"
    )
  }

  @Test func `two files of one name are refused`() {
    let files = [InputFile(name: "pairs", path: "/a"), InputFile(name: "pairs", path: "/b")]
    #expect(throws: PlanError.duplicateFile("pairs", of: "a")) {
      try order([ToyStep("a", files: files)])
    }
  }

  @Test func `a circle is refused with its path`() {
    let steps = [
      ToyStep("start", reads: ["a"]), ToyStep("a", reads: ["b"]), ToyStep("b", reads: ["c"]),
      ToyStep("c", reads: ["a"]),
    ]
    #expect(throws: PlanError.cycle(["a", "b", "c", "a"])) { try order(steps) }
    #expect(
      PlanError.cycle(["a", "b", "a"]).description
        == "steps depend on each other in a circle: 'a' needs 'b' needs 'a'"
    )
  }

  @Test func `a step that reads itself is a circle`() {
    #expect(throws: PlanError.cycle(["a", "a"])) { try order([ToyStep("a", reads: ["a"])]) }
  }

  @Test func `a chain of many steps needs no deep stack`() throws {
    let chain = (0..<20_000).map { number in
      ToyStep(StepID("\(number)"), reads: number == 19_999 ? [] : [StepID("\(number + 1)")])
    }
    #expect(try order(chain) == (0..<20_000).reversed().map { StepID("\($0)") })
  }

  @Test func `limiting to kinds or steps keeps what they depend on`() throws {
    let plan = try Plan.make([
      ToyStep("generate", kind: "generate"), ToyStep("tune", kind: "tune", reads: ["generate"]),
      ToyStep("evaluate", kind: "evaluate", reads: ["tune"]),
      ToyStep("other", kind: "generate", ["x": .int(1)]),
    ])
    #expect(plan.until("tune").steps.map(\.id) == ["generate", "tune"])
    #expect(plan.limited(to: ["generate", "tune"] as Set<StepKind>).steps.count == 3)
    #expect(plan.limited(to: ["evaluate"] as Set<StepID>).steps.count == 3)
    #expect(plan.until("upload").steps.isEmpty)
  }
}
