import EngineTestSupport
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Engine

@Suite(.timeLimit(.hang))
struct ExecutorTests {
  private let folder = TemporaryFolder()

  private func toys(_ place: Place, in name: String = "here") throws -> Toys {
    try Toys(at: "\(folder.path)/\(name)", executors: place.executors)
  }

  @Test func `an order is read as it was written, without what its test alone can do`() throws {
    var step = ToyStep("tune", reads: ["upload"], ["x": .double(0.1), "y": .strings(["ä", ""])])
    step.files = [InputFile(name: "pairs", path: "/p.csv")]
    step.expectedBill = Bill(lines: [.init("training", 5, pricePerMillion: 0.3)], currency: "USD")
    step.remoteAccount = "lab"
    step.script = [.note("hello"), .fail(StepFailure("x", .data("y", record: 3), hint: "z"))]
    var spec = step.spec
    spec.resources = StepResources(cores: 2, gpus: 1, memory: 1 << 33, seconds: 3600)
    let key = CacheKey(
      kind: "toy",
      version: 1,
      fingerprint: spec.parameters,
      inputs: [.init(name: "out", digest: Digest(of: [1]))],
      files: []
    )
    let order = StepOrder(
      step: spec,
      key: key,
      inputs: [
        .init(spec.inputs[0], ArtifactFile(path: "/a", digest: Digest(of: [1]), byteCount: 1))
      ],
      files: ["pairs": ContentFile(path: "/p.csv", digest: Digest(of: [2]))],
      waitsForRemoteWork: false
    )
    let bytes = try JSONEncoder().encode(order)
    let read = try JSONDecoder().decode(StepOrder.self, from: bytes, configuration: .toys(["toy"]))
    #expect(read.key == key)
    #expect(read.inputs == order.inputs)
    #expect(read.files == order.files)
    #expect(!read.waitsForRemoteWork)
    #expect(read.step.parameters == spec.parameters)
    #expect(read.step.files == spec.files)
    #expect(read.step.resources == spec.resources)
    #expect(read.step.remoteAccount == "lab")
    #expect(read.step.expectedBill == step.expectedBill)
    #expect((read.step.details as? ToyDetails)?.script == step.script)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(StepOrder.self, from: bytes, configuration: .toys(["other"]))
    }
  }

  @Test func `a step in another process makes the same bytes under the same key`() async throws {
    let source = folder.write("pairs", to: "pairs.csv")
    let steps = [
      ToyStep("a", ["x": .double(0.1)], files: [InputFile(name: "pairs", path: source)]),
      ToyStep("b", reads: ["a"], script: [.note("half way")]),
    ]
    var outputs: Set<String> = []
    for place in Place.allCases {
      let toys = try toys(place, in: "\(place)")
      let lines = try await toys.run(steps)
      #expect(lines.contains("b note: half way"), "\(place)")
      outputs.insert(
        "\(try toys.output(of: "b")) \(try toys.workspace.lastKey(of: "b")?.digest as Any)"
      )
    }
    #expect(outputs.count == 1)
  }

  @Test(arguments: Place.allCases)
  func `the owner of the run alone writes what a step notes and pays`(place: Place) async throws {
    let toys = try toys(place)
    let bill = Bill(lines: [.init("work", 1_000_000, pricePerMillion: 2)], currency: "USD")
    let step = ToyStep("tune", script: [.pay(bill), .begin(account: "lab", id: "job-1")])
    let result = try await toys.run([step], EventLog())
    let key = try #require(result.steps.first?.key?.digest)
    #expect(result.succeeded)
    #expect(try toys.workspace.charges(of: [key]).map(\.billed) == [bill])
    let entries = try toys.workspace.journal.entries().filter { $0.account == "lab" }
    #expect(entries.map(\.remoteID) == ["job-1"])
    #expect(entries.map(\.state) == [.finished])
  }

  @Test func `a cancelled step leaves no process and no half result`() async throws {
    let toys = try toys(.anotherProcess)
    let log = EventLog()
    let never = "\(folder.path)/never"
    let step = ToyStep("a", script: [.note("in \(never)"), .wait(file: never)])
    let run = Task { try await toys.run([step], log) }
    try await log.wait(for: "a note: in \(never)")
    run.cancel()
    let result = try await run.value
    #expect(result.steps.map(\.outcome) == [.skipped(.interrupted)])
    #expect(try await Self.processes(naming: folder.path).isEmpty)
    #expect(try Files.all(below: "\(toys.workspace.path)/store-1").isEmpty)
    #expect(try Files.names(in: "\(toys.workspace.path)/tmp").isEmpty)
  }

  @Test func `a killed run takes its steps in other processes with it`() async throws {
    let path = "\(folder.path)/here"
    let never = "\(folder.path)/never"
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, never = never as String] in
      let log = EventLog()
      let toys = try Toys(at: path, executors: Place.anotherProcess.executors)
      let run = Task {
        try await toys.run([ToyStep("a", script: [.note("begun"), .wait(file: never)])], log)
      }
      try await log.wait(for: "a note: begun")
      kill(getpid(), SIGKILL)
      _ = try await run.value
    }
    while try await !Self.processes(naming: folder.path).isEmpty {
      try await Task.sleep(for: .milliseconds(2))
    }
    try Files.write("", to: never)
    let lines = try await Toys(at: path, executors: Place.anotherProcess.executors).run([
      ToyStep("a", script: [.note("begun"), .wait(file: never)])
    ])
    #expect(lines.last == "a built")
  }

  @Test func `a killed worker is a failed step, and nothing of it is kept`() async throws {
    let toys = try toys(.anotherProcess)
    let log = EventLog()
    let path = folder.path
    let step = ToyStep("a", script: [.note("begun"), .wait(file: "\(path)/never")])
    let run = Task { try await toys.run([step], log) }
    try await log.wait(for: "a note: begun")
    for process in try await Self.processes(naming: path) { kill(process, SIGKILL) }
    let result = try await run.value
    guard case .failed(let failure)? = result.steps.first?.outcome else {
      Issue.record("\(result.steps)")
      return
    }
    #expect(failure.description.contains("came to an end without a result"))
    #expect(try toys.states([step]) == ["a: never made"])
  }

  @Test func `a worker that sees another content of an input says so`() async throws {
    let toys = try toys(.anotherProcess)
    let steps = [ToyStep("a", ["x": .int(1)]), ToyStep("b", reads: ["a"])]
    try await toys.run([steps[0]])
    let spec = steps[1].spec
    let path = try toys.outputPath(of: "a")
    let order = StepOrder(
      step: spec,
      key: CacheKey(kind: "toy", version: 1, fingerprint: spec.parameters, inputs: [], files: []),
      inputs: [
        .init(spec.inputs[0], ArtifactFile(path: path, digest: Digest(of: [9]), byteCount: 1))
      ]
    )
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/step",
      withIntermediateDirectories: true
    )
    try StepFolder("\(folder.path)/step").give(order)
    #expect(try await StepHost("\(folder.path)/step", works: .toys(["toy"])).run())
    guard case .failed(let failure)? = try StepFolder("\(folder.path)/step").end() else {
      Issue.record("no failure")
      return
    }
    #expect(failure.description.contains("has another content than the run has seen"))
  }

  @Test func `an owner that was killed before its answer leaves the question to the next`()
    async throws
  {
    let path = "\(folder.path)/step"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let spec = ToyStep("a", script: [.begin(account: "lab", id: "job-1")]).spec
    let key = CacheKey(
      kind: "toy",
      version: 1,
      fingerprint: spec.parameters,
      inputs: [],
      files: []
    )
    let shared = StepFolder(path)
    try shared.give(StepOrder(step: spec, key: key))
    // An answer of an earlier worker must not be taken for one of this worker's.
    try Files.write(#"{"number":1,"answer":{"done":{}}}"#, to: "\(path)/answer.json")
    // A worker waits for answers on its thread, so it needs a process that is its own.
    let worker = try Subprocess([ProgramCall.program("toy-host").path, path])
    while !Files.exists("\(path)/request.json") { try await Task.sleep(for: .milliseconds(2)) }
    let owner = CountingOwner()
    while try shared.end() == nil {
      // Two owners look at each question; the second finds it answered.
      _ = try shared.attend(owner, after: 0)
      _ = try shared.attend(owner, after: 0)
      try await Task.sleep(for: .milliseconds(2))
    }
    #expect(try await worker.end().status == 0)
    #expect(owner.requests.withLock(\.self) == 4)
  }

  /// The numbers of the toy hosts whose folder is below a path.
  private static func processes(naming path: String) async throws -> [Int32] {
    let found = try await Subprocess.run(["pgrep", "-f", "toy-host \(path)"])
    return found.output.split(separator: "\n").compactMap { Int32($0) }
  }
}

/// Answers what a toy asks that begins one job, and counts the requests.
private final class CountingOwner: StepOwner {
  let requests = Mutex(0)

  var now: Double { 7 }

  func hear(_ news: StepNews) {}

  func answer(_ request: StepRequest) throws(StepFailure) -> StepAnswer {
    requests.withLock { $0 += 1 }
    guard case .pendingWork(let account) = request else { return .done }
    return .entries([
      JournalEntry(
        key: Digest(of: [1]),
        account: account,
        step: "a",
        state: .created,
        remoteID: "job-1",
        detail: "",
        begun: 1,
        changed: 1
      )
    ])
  }
}
