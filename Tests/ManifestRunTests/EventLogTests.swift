import Engine
import EngineTestSupport
import Foundation
import TestSupport
import Testing

@testable import manifest_run

/// What is kept of the events of runs, and read of it.
@Suite(.timeLimit(.hang))
struct EventLogTests {
  private let folder = TemporaryFolder()
  private var path: String { "\(folder.path)/.manifest-run" }

  /// A step that says things with characters that JSON escapes, and may kill its process.
  private struct TalkingStep: TestStep {
    let id: StepID
    var reads: [StepID] = []
    var kills = false
    var fails = false

    /// The file whose coming is waited for.
    var waitsFor: String?

    var kind: StepKind { "talk" }
    var inputs: [StepInput] { reads.map { StepInput($0, "out") } }

    func run(in context: StepContext) async throws(StepFailure) -> [ArtifactName] {
      context.note("a \"note\" with \\ and \n and \u{1B}[31m and ü")
      context.report(StepProgress(fraction: 0.5, detail: "half", secondsLeft: .infinity))
      if kills { kill(getpid(), SIGKILL) }
      while let waitsFor, !FileManager.default.fileExists(atPath: waitsFor) {
        try? await Task.sleep(for: .milliseconds(10))
      }
      if fails {
        throw StepFailure("talking", .provider("wrong key lab-secret-value"), hint: "stop")
      }
      return [try context.write([1], to: "out")]
    }
  }

  private static func run(_ steps: [TalkingStep], at path: String) async throws -> RunResult {
    let workspace = try Workspace.open(at: path)
    let plan = try Plan.make(steps)
    let log = EventLog(
      of: plan,
      in: workspace,
      manifestName: "talks",
      secrets: SecretFilter(environment: ["LAB_TOKEN": "lab-secret-value"])
    )
    let configuration = RunConfiguration(
      jobs: 1,
      manifestName: "talks",
      manifestDigest: "none",
      manifestText: "manifest: 1\n",
      toolVersion: "1",
      executors: .inProcess(plan),
      now: { 1_000_000.25 },
      eventHandler: { log.record($0) }
    )
    return try await Scheduler.run(plan, in: workspace, configuration: configuration)
  }

  @Test func `every line is an object, and the progress of the run is read from them`() async throws
  {
    let steps = [TalkingStep(id: "a"), TalkingStep(id: "b \"q\"", reads: ["a"], fails: true)]
    let result = try await Self.run(steps, at: path)
    let lines = folder.lines(of: ".manifest-run/runs/1/events.jsonl")
    for line in lines {
      #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) is [String: Any])
    }
    #expect(lines.count == 10)
    #expect(lines.allSatisfy { !$0.contains("lab-secret-value") })
    #expect(lines.contains { $0.contains("wrong key [LAB_TOKEN]") })
    let workspace = try Workspace.openReadOnly(at: path)
    let reader = try #require(EventReader(of: result.run, in: workspace))
    let events = reader.next().map(\.event)
    #expect(events.first?.steps?.map(\.reads) == [nil, [0]])
    #expect(events.contains { $0.text == "a \"note\" with \\ and \n and \u{1B}[31m and ü" })
    #expect(events.contains { $0.fraction == 0.5 && $0.secondsLeft == nil })
    #expect(events.last?.event == "run-ended" && events.last?.outcome == "failed")
    #expect(reader.next().isEmpty)
    let progress = try #require(RunProgress.read(result.run, in: workspace))
    #expect(progress.counts == ["built": 1, "failed": 1])
    #expect(progress.outcome == "failed")
    var text = EventLineText(style: TerminalStyle(usesColor: false))
    let told = events.compactMap { text.line($0) }
    #expect(told.contains { $0.contains("\\u{1B}") } && told.allSatisfy { !$0.contains("\u{1B}") })
  }

  @Test func `what a killed run leaves is read, and a torn line is not`() async throws {
    let path = path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let steps = [TalkingStep(id: "a"), TalkingStep(id: "b", reads: ["a"], kills: true)]
      _ = try await EventLogTests.run(steps, at: path)
    }
    let file = ".manifest-run/runs/1/events.jsonl"
    let whole = folder.bytes(of: file)
    #expect(whole.last == UInt8(ascii: "\n"))
    folder.write("{\"at\":1,\"event\":\"step-en", to: file, appending: true)
    let workspace = try Workspace.openReadOnly(at: path)
    let run = RunID(rawValue: 1)
    let reader = try #require(EventReader(of: run, in: workspace))
    let events = reader.next().map(\.event)
    #expect(events.last?.event == "progress")
    // What is written further belongs to the line that was begun.
    folder.write(
      "ded\",\"step\":\"b\",\"outcome\":\"built\"}\nno event\n",
      to: file,
      appending: true
    )
    #expect(reader.next().map(\.event.outcome) == ["built"])

    let listed = try await program("list", "--json", "--workspace", path)
    #expect(listed.results.contains("\"outcome\" : \"killed\""))
    let page = try await program("show", "last", "--workspace", path)
    #expect(page.results.contains("run 1  talks  killed"))
    #expect(page.results.contains("killed before its end"))
    #expect(page.results.contains("a  built"))
    let status = try await program("status", "--workspace", path)
    #expect(status.results.contains("run 1  talks  killed"))
    let logs = try await program("logs", "1", "--workspace", path)
    #expect(logs.results.contains("run 1 of talks: 2 steps"))
    #expect(logs.messages.contains("run 1 was killed before its end"))
  }

  @Test func `a run that goes on is shown and never removed`() async throws {
    let (folder, path) = (folder, path)
    let over = "\(folder.path)/over"
    let steps = [
      TalkingStep(id: "a", waitsFor: over), TalkingStep(id: "b", reads: ["a"]),
    ]
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        let result = try await Self.run(steps, at: path)
        #expect(result.succeeded)
      }
      group.addTask {
        defer { folder.write("", to: "over") }
        let log = ".manifest-run/runs/1/events.jsonl"
        while !folder.lines(of: log).contains(where: { $0.contains("progress") }) {
          try await Task.sleep(for: .milliseconds(10))
        }
        let status = try await program("status", "--workspace", path)
        #expect(status.results.contains("run 1  talks  running for"))
        #expect(status.results.contains("━━━━━━━━━━──────────   50 %"))
        #expect(status.results.contains("b  waits for 'a'"))
        let json = try await program("status", "--json", "--workspace", path)
        #expect(json.results.contains("\"state\" : \"running\""))
        let page = try await program("show", "1", "--workspace", path)
        #expect(page.results.contains("a  running") && page.results.contains("b  waiting"))
        let removal = try await program("rm", "last", "--workspace", path, exits: 1)
        #expect(removal.messages.contains("run 1 goes on and was not removed"))
      }
      try await group.waitForAll()
    }
    let listed = try await program("list", "--outcome", "done", "--workspace", path)
    #expect(listed.results.contains("2 built"))
  }

  @Test func `reused steps are all there at the end`() async throws {
    let steps = (0..<300).map { TalkingStep(id: StepID("step-\($0)")) }
    _ = try await Self.run(steps, at: path)
    _ = try await Self.run(steps, at: path)
    let workspace = try Workspace.openReadOnly(at: path)
    let progress = try #require(RunProgress.read(RunID(rawValue: 2), in: workspace))
    #expect(progress.counts == ["reused": 300])
    #expect(progress.outcome == "done")
  }

  @Test func `a waiting step names what it waits for`() {
    var progress = RunProgress()
    var started = LoggedEvent(at: 0, event: "run-started")
    started.steps = [
      .init(id: "a", kind: "k"), .init(id: "b", kind: "k"),
      .init(id: "c", kind: "k", reads: [0, 1]),
    ]
    progress.note(started)
    progress.note(LoggedEvent(at: 1, event: "step-started", step: "a"))
    progress.note(LoggedEvent(at: 2, event: "step-ended", step: "b", outcome: "built"))
    progress.note(LoggedEvent(at: 2, event: "step-ended", step: "unknown", outcome: "built"))
    #expect(progress.running == [0])
    #expect(progress.waiting == [2])
    #expect(progress.blockers(of: 2) == [0])
    let run = PastRun(
      id: RunID(rawValue: 4),
      manifestName: "n",
      manifestDigest: "",
      manifestText: "",
      toolVersion: "1",
      started: 0,
      ended: nil,
      outcome: nil
    )
    let text = RunStatusText(
      style: TerminalStyle(usesColor: false),
      width: 60,
      height: 10,
      now: 61
    )
    let lines = text.lines(RunSnapshot(run: run, status: .running, progress: progress))
    #expect(lines[0].hasPrefix("run 4  n  running for 1 min 1 s"))
    #expect(lines.contains { $0.contains("a") && $0.contains("1 min 0 s") })
    #expect(lines.contains("  c  waits for 'a'"))
    #expect(lines.last == "  3 steps, 1 built, 1 running, 1 waiting")
  }
}
