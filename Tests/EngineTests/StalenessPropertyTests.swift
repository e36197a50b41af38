import Engine
import EngineTestSupport
import TestSupport
import Testing

/// Random graphs, changed at random: what the plan says and what runs agree, and both agree with a
/// model that knows nothing of stores.
struct StalenessPropertyTests {
  @Test(arguments: UInt64(1)...12)
  func `what a plan says is what runs`(seed: UInt64) async throws {
    var random = SplitMix(state: seed)
    let folder = TemporaryFolder()
    let toys = try Toys(at: folder.workspacePath)
    var graph = RandomGraph(using: &random)
    var made: Set<String> = []
    for _ in 0..<4 {
      let expected = graph.stepsThatRun(made: &made)
      let steps = graph.steps
      let planned = try Staleness.states(of: try Plan.make(steps), in: toys.workspace)
      let log = EventLog()
      let result = try await toys.run(steps, log, jobs: 2)
      #expect(result.succeeded)
      let ran = Set(log.started)
      #expect(ran == expected)
      for step in planned {
        switch step.state {
        case .reused: #expect(!ran.contains(step.id.rawValue))
        case .willRun, .attaches: #expect(ran.contains(step.id.rawValue))
        case .depends(let others):
          let isOpen = others.contains { other in
            planned.contains { $0.id == other && !$0.state.isReused }
          }
          #expect(isOpen)
        }
      }
      #expect(
        try Staleness.states(of: try Plan.make(steps), in: toys.workspace)
          .allSatisfy(\.state.isReused)
      )
      graph.change(using: &random)
    }
  }
}

/// Steps with a parameter each; some write less than their parameter says.
private struct RandomGraph {
  private var parameters: [Int]
  private let reads: [[Int]]
  private let divisors: [Int]

  init(using random: inout SplitMix) {
    let count = Int.random(in: 1...14, using: &random)
    parameters = (0..<count).map { _ in Int.random(in: 0..<8, using: &random) }
    divisors = (0..<count).map { _ in [1, 4].randomElement(using: &random) ?? 1 }
    reads = (0..<count).map { place in
      (0..<place).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
    }
  }

  mutating func change(using random: inout SplitMix) {
    for place in parameters.indices where Int.random(in: 0..<4, using: &random) == 0 {
      parameters[place] = Int.random(in: 0..<8, using: &random)
    }
  }

  var steps: [ToyStep] {
    parameters.indices.map { place in
      let names = reads[place].map { StepID("s\($0)") }
      let (parameter, divisor) = (parameters[place], divisors[place])
      return ToyStep(
        StepID("s\(place)"),
        reads: names,
        ["place": .int(place), "x": .int(parameter)]
      ) { (context) throws(StepFailure) in
        let texts = names.compactMap { try? Files.read(context.input($0, "out").path) }
        let text = "\(place):\(parameter / divisor)(\(texts.joined(separator: ",")))"
        return [try context.write(Array(text.utf8), to: "out")]
      }
    }
  }

  /// The steps that were never made from what they would read now; adds them to those made.
  func stepsThatRun(made: inout Set<String>) -> Set<String> {
    var contents: [String] = []
    var running: Set<String> = []
    for place in parameters.indices {
      let texts = reads[place].map { contents[$0] }.joined(separator: ",")
      if made.insert("\(place) \(parameters[place]) \(texts)").inserted {
        running.insert("s\(place)")
      }
      contents.append("\(place):\(parameters[place] / divisors[place])(\(texts))")
    }
    return running
  }
}
