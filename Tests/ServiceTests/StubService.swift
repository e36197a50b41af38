import Foundation
import Synchronization
import System
import TestSupport

@testable import OpenAIProvider

/// A service in the tests' process that speaks enough of both dialects for a tiny manifest, counts
/// what is paid for, and has bad habits on purpose.
///
/// It trains nothing and knows no answers. The faults of `serve --faults` are those of a network and
/// its answers; these are a service's own.
final class StubService: Sendable {
  struct File: Sendable {
    var id: String
    var name: String
    var byteCount: Int
  }

  struct Job: Sendable {
    /// From 1, in the order of creation.
    var number: Int
    var dialect: Dialect

    /// The body of the request that created it.
    var asked: JSON
    var created = Date().timeIntervalSince1970.rounded()
    var looks = 0
    var isCancelled = false

    var id: String { "ftjob-\(number)" }
  }

  fileprivate struct State {
    var habits: ServiceHabits
    var files: [File] = []
    var jobs: [Job] = []
    var requests: [String] = []
    var deletedModels: Set<String> = []
  }

  private let state: Mutex<State>
  private let server: Mutex<LoopbackServer?>

  /// The base address of the API.
  let address: String

  init(_ habits: ServiceHabits = ServiceHabits()) throws {
    state = Mutex(State(habits: habits))
    server = Mutex(nil)
    let box = WeakStub()
    let server = try LoopbackServer { request in
      box.stub.withLock { $0.stub }?.reply(to: request) ?? .dropped
    }
    address = server.url + "/v1"
    self.server.withLock { $0 = server }
    box.stub.withLock { $0.stub = self }
  }

  /// The jobs that were ever created: what a user pays for.
  var jobs: [Job] { state.withLock(\.jobs) }

  /// The files that are there.
  var files: [File] { state.withLock(\.files) }

  /// The requests so far, as `POST /files`.
  var requests: [String] { state.withLock(\.requests) }

  /// Adds a file that nobody uploaded, such as a job's results.
  func add(_ file: File) { state.withLock { $0.files.append(file) } }

  /// Changes the service's habits from now on.
  func change(_ change: (inout ServiceHabits) -> Void) { state.withLock { change(&$0.habits) } }

  /// Deletes the models that there are, as a user does at the service.
  func deleteModels() {
    state.withLock { state in state.deletedModels.formUnion(state.jobs.compactMap(state.model)) }
  }

  private func reply(to request: LoopbackServer.Request) -> LoopbackServer.Reply {
    state.withLock { state in
      let call = StubCall(request)
      state.requests.append("\(call.method) \(call.path)")
      if let own = state.habits.answers(call.method, call.path) {
        return .answer(status: own.status, body: own.body)
      }
      return state.answer(to: call)
    }
  }
}

/// What lets the server's threads find the stub, which owns the server.
private final class WeakStub: Sendable {
  struct Reference { weak var stub: StubService? }

  let stub = Mutex(Reference())
}

/// A request, taken apart.
private struct StubCall {
  var method: String

  /// The path below the base address, without the query.
  var path: String
  var parts: [String]
  var query: [String: String] = [:]
  var text: String

  init(_ request: LoopbackServer.Request) {
    method = request.method
    let halves = request.path.split(separator: "?", maxSplits: 1)
    path = String(halves[0].dropFirst("/v1".count)).removingPercentEncoding ?? ""
    parts = path.split(separator: "/").map(String.init)
    text = request.text
    for pair in halves.dropFirst().first?.split(separator: "&") ?? [] {
      let sides = pair.split(separator: "=", maxSplits: 1).map {
        String($0).removingPercentEncoding ?? ""
      }
      query[sides[0]] = sides.last
    }
  }

  var json: JSON { JSON(answer: Array(text.utf8)) ?? .null }
}

extension StubService.State {
  fileprivate mutating func answer(to call: StubCall) -> LoopbackServer.Reply {
    var parts = call.parts
    let dialect: Dialect? =
      switch parts.first {
      case "fine_tuning": .jobs
      case "fine-tunes": .legacy
      default: nil
      }
    if let dialect {
      parts.removeFirst(dialect == .jobs ? 2 : 1)
      return jobAnswer(to: call, parts, dialect)
    }
    switch (call.method, parts.first, parts.count) {
    case ("POST", "files", 1): return upload(call)
    case ("GET", "files", 1): return list(files.map(told), "files")
    case ("GET", "files", 2):
      return files.first { $0.id == parts[1] }.map { ok(told($0)) } ?? missing
    case ("DELETE", "files", 2):
      files.removeAll { $0.id == parts[1] }
      return ok(["id": .string(parts[1]), "deleted": .boolean(true)])
    case ("GET", "models", 1): return list(models.map { ["id": .string($0)] }, "models")
    case ("GET", "models", 2):
      return models.contains(parts[1]) ? ok(["id": .string(parts[1])]) : missing
    case ("DELETE", "models", 2):
      deletedModels.insert(parts[1])
      return ok(["id": .string(parts[1]), "deleted": .boolean(true)])
    case ("POST", "completions", 1): return completions(call.json)
    default: return missing
    }
  }

  private mutating func jobAnswer(
    to call: StubCall,
    _ parts: [String],
    _ dialect: Dialect
  ) -> LoopbackServer.Reply {
    let own = jobs.filter { $0.dialect == dialect }
    if parts.isEmpty, call.method == "POST" {
      jobs.append(StubService.Job(number: jobs.count + 1, dialect: dialect, asked: call.json))
      guard !habits.hangsUpAfterCreating.contains(jobs.count) else { return .dropped }
      return ok(told(jobs[jobs.count - 1]))
    }
    if parts.isEmpty {
      let filter = call.query.first { $0.key.hasPrefix("metadata[") }
      let listed = own.filter { job in
        guard let filter, habits.keepsMetadata else { return true }
        let name = String(filter.key.dropFirst("metadata[".count).dropLast())
        return job.asked["metadata"]?[name]?.string == filter.value
      }
      return list((dialect == .jobs ? listed.reversed() : listed).map(told), "jobs")
    }
    guard let place = jobs.firstIndex(where: { $0.id == parts[0] && $0.dialect == dialect }) else {
      return missing
    }
    switch (call.method, parts.dropFirst().first) {
    case ("GET", nil):
      defer { jobs[place].looks += 1 }
      return ok(told(jobs[place]))
    case ("GET", "events"):
      guard habits.hasEvents else { return missing }
      let event: [String: JSON] = [
        "id": .string("event-1"), "created_at": .number(1), "message": .string("Created"),
      ]
      return list([event], "events")
    case ("GET", "checkpoints"): return list([], "checkpoints")
    case ("POST", "cancel"):
      guard status(of: jobs[place]) != "succeeded" else {
        return .answer(status: 400, body: #"{"error":{"message":"the job has ended"}}"#)
      }
      jobs[place].isCancelled = true
      return ok(told(jobs[place]))
    default: return missing
    }
  }

  private mutating func upload(_ call: StubCall) -> LoopbackServer.Reply {
    let name = call.text.components(separatedBy: "filename=\"").last?.prefix { $0 != "\"" } ?? ""
    // The parts of a form end with a line that begins with the form's boundary.
    let content = call.text.components(separatedBy: "filename=").last?
      .components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
      .components(separatedBy: "\r\n--").first
    files.append(
      StubService.File(
        id: "file-\(files.count + 1)-of-many",
        name: String(name),
        byteCount: content?.utf8.count ?? 0
      )
    )
    return ok(told(files[files.count - 1]))
  }

  /// Each prompt's continuation, or its echo with a token for each character.
  private func completions(_ body: JSON) -> LoopbackServer.Reply {
    let prompts = body["prompt"]?.items.compactMap(\.string) ?? []
    let choices = prompts.enumerated().map { index, prompt -> JSON in
      var choice: [String: JSON] = [
        "index": .number(Double(index)), "finish_reason": .string("length"),
        "text": .string(" I do not know"),
      ]
      if body["echo"] == .boolean(true) {
        let count = prompt.unicodeScalars.count
        choice["text"] = .string(prompt)
        choice["logprobs"] = .object([
          "token_logprobs": .array([.null] + Array(repeating: .number(-0.5), count: count - 1)),
          "text_offset": .array((0..<count).map { .number(Double($0)) }),
        ])
      }
      return .object(choice)
    }
    let usage: [String: JSON] = [
      "prompt_tokens": .number(Double(prompts.count)), "completion_tokens": .number(3),
    ]
    return ok(["choices": .array(choices), "usage": .object(usage)])
  }

  // MARK: what is told of a thing

  private func told(_ file: StubService.File) -> [String: JSON] {
    [
      "id": .string(file.id), "object": .string("file"), "status": .string("processed"),
      "bytes": .number(Double(file.byteCount)), "purpose": .string("fine-tune"),
      "filename": .string(habits.keepsFileNames ? file.name : "data.jsonl"),
      "created_at": .number(1_700_000_000),
    ]
  }

  private func status(of job: StubService.Job) -> String {
    job.isCancelled ? "cancelled" : habits.states[min(job.looks, habits.states.count - 1)]
  }

  /// The name of a job's model, once it succeeded.
  func model(of job: StubService.Job) -> String? {
    guard status(of: job) == "succeeded" else { return nil }
    let base = job.asked["model"]?.string ?? ""
    let suffix = habits.namesModelsBySuffix ? job.asked["suffix"]?.string ?? "" : ""
    return job.dialect == .jobs
      ? "ft:\(base):acme:\(suffix):\(job.number)"
      : "\(base):ft-acme:\(suffix)-2023-01-01-00-00-0\(job.number)"
  }

  private var models: [String] {
    (["ada", "babbage"] + jobs.compactMap(model)).filter { !deletedModels.contains($0) }
  }

  private func told(_ job: StubService.Job) -> [String: JSON] {
    let status = status(of: job)
    var told: [String: JSON] = [
      "id": .string(job.id), "status": .string(status), "created_at": .number(job.created),
      "model": job.asked["model"] ?? .null, "fine_tuned_model": .null,
    ]
    let looksAtEnd = job.looks - (habits.states.count - 1)
    if let member = habits.modelMember, let name = model(of: job),
      looksAtEnd >= habits.looksUntilModel
    {
      told[member] = .string(name)
    }
    if habits.tellsSuffix, let suffix = job.asked["suffix"] {
      told[job.dialect == .jobs ? "user_provided_suffix" : "suffix"] = suffix
    }
    if status == "succeeded", let tokens = habits.trainedTokens { told["trained_tokens"] = tokens }
    switch job.dialect {
    case .jobs:
      told["training_file"] = job.asked["training_file"]
      told["validation_file"] = job.asked["validation_file"] ?? .null
      told["result_files"] = .array([])
      if habits.keepsMetadata { told["metadata"] = job.asked["metadata"] }
      if habits.tellsSeed { told["seed"] = habits.seed ?? job.asked["seed"] }
      if habits.tellsNumbers {
        told["hyperparameters"] = numbers(
          job.asked["method"]?["supervised"]?["hyperparameters"] ?? job.asked["hyperparameters"]
        )
      }
    case .legacy:
      told["training_files"] = .array([file(job.asked["training_file"])])
      told["validation_files"] = .array(job.asked["validation_file"].map { [file($0)] } ?? [])
      told["result_files"] = .array([])
      if habits.tellsNumbers { told["hyperparams"] = numbers(job.asked) }
    }
    habits.changesJob(job.number, &told)
    return told
  }

  private func numbers(_ asked: JSON?) -> JSON {
    var numbers: [String: JSON] = [:]
    for name in ["n_epochs", "batch_size", "learning_rate_multiplier"] {
      numbers[name] = habits.numbers[name] ?? asked?[name]
    }
    return .object(numbers)
  }

  private func file(_ id: JSON?) -> JSON {
    guard habits.tellsFileNames, let file = files.first(where: { $0.id == id?.string }) else {
      return .object(["id": id ?? .null])
    }
    return .object(told(file))
  }

  // MARK: answers

  private func ok(_ members: [String: JSON]) -> LoopbackServer.Reply {
    let encoded = JSON.object(members).bytes
    return .answer(status: 200, body: String(decoding: encoded, as: UTF8.self))
  }

  /// A list, or a page of one without end, each with items of its own.
  private func list(_ items: [[String: JSON]], _ name: String) -> LoopbackServer.Reply {
    guard habits.endlessLists.contains(name) else {
      return ok(["data": .array(items.map { .object($0) }), "has_more": .boolean(false)])
    }
    let item: [String: JSON] = [
      "id": .string("\(name)-\(requests.count)"), "created_at": .number(1),
      "message": .string("one more"), "filename": .string("x"), "status": .string("failed"),
    ]
    return ok(["data": .array([.object(item)]), "has_more": .boolean(true)])
  }

  private var missing: LoopbackServer.Reply {
    .answer(status: 404, body: #"{"error":{"message":"No such thing","code":null}}"#)
  }
}
