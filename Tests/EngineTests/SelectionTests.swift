import Engine
import EngineTestSupport
import Testing

struct SelectionTests {
  private static let plan: Plan? = try? Plan.make([
    ToyStep("generate"), ToyStep("tune/a", reads: ["generate"], ["x": .int(1)]),
    ToyStep("tune/b", reads: ["generate"], ["x": .int(2)]),
    ToyStep("ask/a", reads: ["tune/a"]), ToyStep("ask/b", reads: ["tune/b"]),
    ToyStep("report", reads: ["ask/a", "ask/b"]),
  ])

  private func names(_ plan: Plan, _ directive: Directive) -> [StepID] {
    zip(plan.steps, plan.directives).filter { $0.1 == directive }.map(\.0.id)
  }

  @Test func `a step alone comes with what decides its key, to be read`() throws {
    let plan = try #require(Self.plan).only(["ask/a"])
    #expect(names(plan, .makeIfStale) == ["ask/a"])
    #expect(names(plan, .reuseOnly) == ["generate", "tune/a"])
    #expect(plan.hasReuseOnly)
  }

  @Test func `from a step on are all that come after it`() throws {
    let plan = try #require(Self.plan).from(["tune/a"])
    #expect(names(plan, .makeIfStale) == ["tune/a", "ask/a", "report"])
    #expect(names(plan, .reuseOnly) == ["generate", "tune/b", "ask/b"])
  }

  @Test func `what is read by reference is needed by the chosen steps alone`() throws {
    var tune = ToyStep("tune", reads: ["generate"])
    tune.inputs.append(StepInput("upload", "out", role: .reference))
    let plan = try Plan.make([
      ToyStep("generate"), ToyStep("upload", reads: ["generate"]), tune,
      ToyStep("ask", reads: ["tune"]),
    ])
    #expect(names(plan.only(["tune"]), .reuseOnly) == ["generate", "upload"])
    #expect(names(plan.only(["ask"]), .reuseOnly) == ["generate", "tune"])
  }

  @Test func `steps that do the same work are made again together`() throws {
    let plan = try Plan.make([
      ToyStep("a", ["x": .int(1)]), ToyStep("b", ["x": .int(1)]), ToyStep("c", ["x": .int(2)]),
      ToyStep("after a", reads: ["a"]), ToyStep("after b", reads: ["b"]),
    ])
    #expect(names(plan.forcing(["b"]), .makeAgain(equivalents: ["a", "b"])) == ["a", "b"])
    #expect(
      names(plan.forcing(["after b"]), .makeAgain(equivalents: ["after a", "after b"]))
        == ["after a", "after b"]
    )
    #expect(names(plan.forcing([]), .makeIfStale).count == 5)
  }

  @Test func `a step that is only read is not made again`() throws {
    let plan = try #require(Self.plan).only(["ask/a"]).forcing(["generate", "ask/a"])
    #expect(names(plan, .reuseOnly) == ["generate", "tune/a"])
    #expect(names(plan, .makeAgain(equivalents: ["ask/a"])) == ["ask/a"])
  }

  @Test(arguments: [
    ("ask/a", "ask/a", true), ("ask/a", "ask/ab", false), ("ask/ab", "ask/a", false),
    ("*", "ask/a", true), ("ask/*", "ask/a/b", true), ("*/b", "ask/a/b", true),
    ("a*a*a", "aa", false), ("a*b*c", "a-b-b-c", true), ("ask/?", "ask/a", true),
    ("ask/?", "ask/", false), ("", "", true), ("", "a", false), ("*", "", true),
    ("tune[x=1]", "tune[x=1]", true), ("tune[*]", "tune[x=1]", true), ("tune[x]", "tunex", false),
    ("é*", "été", true),
  ])
  func `a pattern names steps`(pattern: String, step: String, matches: Bool) {
    #expect(StepPattern(pattern).matches(StepID(step)) == matches)
  }

  @Test func `a pattern of many stars takes no long time`() {
    let pattern = StepPattern(String(repeating: "*a", count: 200))
    #expect(!pattern.matches(StepID(String(repeating: "a", count: 4000) + "b")))
  }
}
