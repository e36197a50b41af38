import Foundation
import HTTP
import Providers
import Synchronization
import System

@testable import OpenAIProvider

/// A service in memory that speaks both dialects and fails where a test says.
final class FakeService: HTTPTransport {
  /// What goes wrong with a request.
  enum Fault: Sendable {
    /// There is no connection; nothing is done.
    case refused

    /// It is done, and the answer is lost.
    case lostAfter

    /// It is not done, and nobody answers.
    case lostBefore

    /// It is not done, or not yet, and the deadline passes.
    case timeout

    /// It is answered so, and not done.
    case answer(HTTPAnswer)

    /// It is done, and then answered so.
    case doneAnd(HTTPAnswer)
  }

  struct Job: Sendable {
    var id: String
    var body: JSON
    var polls = 0
    var status = "queued"
    var events: [String] = []
  }

  struct State: Sendable {
    var requests: [HTTPRequest] = []
    var files: [(id: String, name: String, bytes: Int, purpose: String)] = []
    var jobs: [Job] = []
    var faults: [(method: HTTPRequest.Method, path: String, fault: Fault)] = []
    var deletedModels: Set<String> = []

    /// The questions about a file until it is processed, and about a job until it ends.
    var filePolls = 0
    var jobPolls = 2
    var ending = "succeeded"

    /// What is told of a job that was looked at and has not ended.
    var running = "queued"

    /// The looks at a job that succeeded until it names its model.
    var pollsUntilModel = 0
    var fileStatus = "processed"

    /// Whether jobs are listed with what was sent as metadata.
    var keepsMetadata = true
    var resultFile: String? = "step,train_loss,valid_loss\n1,2.5,\n2,1.5,1.75\n"
    var ignoresEcho = false

    /// Whether each model can be asked as it was before its first step.
    var keepsUntunedModels = false
    var refusesEcho = false
  }

  let dialect: Dialect
  let state: Mutex<State>

  init(_ dialect: Dialect = .jobs) {
    self.dialect = dialect
    state = Mutex(State())
  }

  /// Makes the next request of a kind go wrong; several faults come in order.
  func fail(_ method: HTTPRequest.Method, _ path: String, _ faults: Fault...) {
    state.withLock { $0.faults += faults.map { (method, path, $0) } }
  }

  var created: [Job] { state.withLock(\.jobs) }
  var requests: [HTTPRequest] { state.withLock(\.requests) }

  func answer(to request: HTTPRequest) async throws(HTTPTransportError) -> HTTPAnswer {
    let full = request.url.replacing("https://service/v1", with: "")
    let path = String(full.prefix { $0 != "?" }).removingPercentEncoding ?? full
    let query = full.contains("?") ? String(full.drop { $0 != "?" }) : ""
    let outcome = state.withLock { state -> Result<HTTPAnswer, HTTPTransportError> in
      state.requests.append(request)
      let place = state.faults.firstIndex { $0.method == request.method && path.hasPrefix($0.path) }
      let fault = place.map { state.faults.remove(at: $0).fault }
      switch fault {
      case .refused: return .failure(.notConnected("refused"))
      case .lostBefore: return .failure(.interrupted("lost"))
      case .timeout: return .failure(.timedOut(seconds: request.deadline))
      case .answer(let answer): return .success(answer)
      case .lostAfter:
        _ = done(request, path, query, &state)
        return .failure(.interrupted("lost"))
      case .doneAnd(let answer):
        _ = done(request, path, query, &state)
        return .success(answer)
      case nil: return .success(done(request, path, query, &state))
      }
    }
    return try outcome.get()
  }

  private func done(
    _ request: HTTPRequest,
    _ path: String,
    _ query: String,
    _ state: inout State
  ) -> HTTPAnswer {
    let parts = path.split(separator: "/").map(String.init)
    let isJobs = path.hasPrefix(dialect == .jobs ? "/fine_tuning/jobs" : "/fine-tunes")
    let rest = Array(parts.dropFirst(dialect == .jobs ? 2 : 1))
    switch (request.method, parts.first) {
    case (.post, "files"): return upload(request, &state)
    case (.get, "files") where parts.count == 1:
      return list(state.files.map { file($0, state) })
    case (.get, "files") where parts.last == "content":
      return state.resultFile.map { HTTPAnswer(status: 200, body: $0) } ?? Self.missing
    case (.get, "files"):
      guard let found = state.files.first(where: { $0.id == parts[1] }) else { return Self.missing }
      state.filePolls -= 1
      return HTTPAnswer(status: 200, body: file(found, state))
    case (.delete, "files"):
      guard state.files.contains(where: { $0.id == parts[1] }) else { return Self.missing }
      state.files.removeAll { $0.id == parts[1] }
      return HTTPAnswer(status: 200, body: #"{"id":"\#(parts[1])","deleted":true}"#)
    case (.delete, "models"):
      guard state.deletedModels.insert(parts[1]).inserted else { return Self.missing }
      return HTTPAnswer(status: 200, body: #"{"id":"\#(parts[1])","deleted":true}"#)
    case (.get, "models") where parts.count == 1:
      let names = ["davinci-002", "davinci-002:ft-acme:one", "ft:gpt-4o:acme::7"]
      return list(names.map { #"{"id":"\#($0)","created":1700000000}"# })
    case (.get, "models"):
      let isUntuned = parts[1].hasSuffix(":ckpt-step-0")
      return state.deletedModels.contains(parts[1]) || isUntuned && !state.keepsUntunedModels
        ? Self.missing : HTTPAnswer(status: 200, body: #"{"id":"\#(parts[1])"}"#)
    case (.post, "completions"): return completions(request, state)
    case (.post, "chat"):
      return HTTPAnswer(
        status: 200,
        body: #"{"choices":[{"index":0,"finish_reason":"stop","message":{"content":" Once"}}]}"#
      )
    case (.post, _) where isJobs && rest.isEmpty: return create(request, &state)
    case (.get, _) where isJobs && rest.isEmpty:
      let jobs = state.jobs.reversed().map { job($0, state) }
      let filter = query.split(separator: "=").last.map(String.init) ?? ""
      let isFiltered = query.contains("metadata") && state.keepsMetadata
      return list(jobs.filter { !isFiltered || $0.contains(filter) })
    case (_, _) where isJobs: return one(request, rest, &state)
    default: return HTTPAnswer(status: 404, body: "<html>")
    }
  }

  private func one(_ request: HTTPRequest, _ rest: [String], _ state: inout State) -> HTTPAnswer {
    guard let place = state.jobs.firstIndex(where: { $0.id == rest[0] }) else {
      return Self.missing
    }
    switch rest.dropFirst().first {
    case "events":
      let events = state.jobs[place].events.enumerated().map {
        #"{"created_at":\#($0.offset),"level":"info","message":"\#($0.element)"}"#
      }
      return list(dialect == .jobs ? events.reversed() : events)
    case "checkpoints":
      let checkpoint =
        #"{"id":"ftckpt_1","step_number":7,"fine_tuned_model_checkpoint":"ft:m:ckpt-step-7"}"#
      return list([checkpoint, #"{"id":"ftckpt_0"}"#])
    case "cancel":
      guard state.jobs[place].status != "succeeded" else {
        return HTTPAnswer(status: 400, body: #"{"error":{"message":"it has ended"}}"#)
      }
      state.jobs[place].status = "cancelled"
    default:
      state.jobs[place].polls += 1
      if state.jobs[place].polls > state.jobPolls, state.jobs[place].status != "cancelled" {
        state.jobs[place].status = state.ending
        state.jobs[place].events.append("The job has ended")
      } else if state.jobs[place].polls == 1 {
        state.jobs[place].events.append("The job has begun")
        if state.jobs[place].status == "queued" { state.jobs[place].status = state.running }
      }
    }
    return HTTPAnswer(status: 200, body: job(state.jobs[place], state))
  }

  private func upload(_ request: HTTPRequest, _ state: inout State) -> HTTPAnswer {
    guard case .file(let form) = request.body,
      let data = FileManager.default.contents(atPath: form.path)
    else { return HTTPAnswer(status: 400, body: #"{"error":{"message":"no form"}}"#) }
    let text = String(decoding: form.prefix + data + form.suffix, as: UTF8.self)
    let name = text.components(separatedBy: "filename=\"").last?.prefix { $0 != "\"" } ?? ""
    let content = text.components(separatedBy: "octet-stream\r\n\r\n").last?
      .components(separatedBy: "\r\n--").first
    state.files.append(
      ("file-\(state.files.count + 1)", String(name), content?.utf8.count ?? 0, "fine-tune")
    )
    return HTTPAnswer(status: 200, body: file(state.files[state.files.count - 1], state))
  }

  private func create(_ request: HTTPRequest, _ state: inout State) -> HTTPAnswer {
    guard case .bytes(let bytes) = request.body, let body = JSON(answer: bytes) else {
      return HTTPAnswer(status: 400, body: #"{"error":{"message":"no JSON"}}"#)
    }
    state.jobs.append(Job(id: "ft-\(state.jobs.count + 1)", body: body))
    return HTTPAnswer(status: 200, body: job(state.jobs[state.jobs.count - 1], state))
  }

  private func completions(_ request: HTTPRequest, _ state: State) -> HTTPAnswer {
    guard case .bytes(let bytes) = request.body, let body = JSON(answer: bytes) else {
      return HTTPAnswer(status: 400)
    }
    let prompts = body["prompt"]?.items.compactMap(\.string) ?? []
    let isEcho = body["echo"] == .boolean(true)
    if isEcho, state.refusesEcho {
      let message =
        "Setting 'echo' and 'logprobs' at the same time is not supported for this model."
      return HTTPAnswer(status: 400, body: #"{"error":{"message":"\#(message)","code":null}}"#)
    }
    let choices = prompts.enumerated().map { index, prompt in
      guard isEcho, !state.ignoresEcho else {
        return #"{"index":\#(index),"text":" to \#(prompt)","finish_reason":"length"}"#
      }
      // A token for each character.
      let values = ["null"] + Array(repeating: "-0.5", count: prompt.count - 1)
      let offsets = (0..<prompt.count).map(String.init)
      return #"{"index":\#(index),"text":"\#(prompt)","finish_reason":"length","logprobs":{"#
        + #""token_logprobs":[\#(values.joined(separator: ","))],"#
        + #""text_offset":[\#(offsets.joined(separator: ","))]}}"#
    }
    // Services answer in any order.
    return HTTPAnswer(
      status: 200,
      body: #"{"choices":[\#(choices.reversed().joined(separator: ","))],"#
        + #""usage":{"prompt_tokens":\#(7 * prompts.count),"completion_tokens":3}}"#
    )
  }

  private func file(
    _ file: (id: String, name: String, bytes: Int, purpose: String),
    _ state: State
  ) -> String {
    let status = state.filePolls > 0 ? "uploaded" : state.fileStatus
    return #"{"id":"\#(file.id)","object":"file","bytes":\#(file.bytes),"status":"\#(status)","#
      + #""filename":"\#(file.name)","purpose":"\#(file.purpose)"}"#
  }

  private func job(_ job: Job, _ state: State) -> String {
    let isDone = job.status == "succeeded"
    let isNamed = isDone && job.polls - state.jobPolls > state.pollsUntilModel
    func text(_ key: String) -> String { job.body[key]?.string ?? "" }
    var members = [
      #""id":"\#(job.id)""#, #""status":"\#(job.status)""#, #""model":"\#(text("model"))""#,
      #""error":{"message":"\#(job.status == "failed" ? "too few examples" : "")"}"#,
    ]
    let name = "\(text("model")):ft-acme:\(text("suffix"))-2023-01-01:\(job.id)"
    members.append(#""fine_tuned_model":"# + (isNamed ? #""\#(name)""# : "null"))
    switch dialect {
    case .jobs:
      members.append(#""training_file":"\#(text("training_file"))""#)
      members.append(#""hyperparameters":{"n_epochs":2,"batch_size":"auto"}"#)
      members.append(#""result_files":["# + (isDone ? #""file-r""# : "") + "]")
      if state.keepsMetadata, let key = job.body["metadata"]?[JobMark.metadataKey]?.string {
        members.append(#""metadata":{"\#(JobMark.metadataKey)":"\#(key)"}"#)
      }
    case .legacy:
      let name = state.files.first { $0.id == text("training_file") }?.name ?? ""
      members.append(
        #""training_files":[{"id":"\#(text("training_file"))","filename":"\#(name)"}]"#
      )
      members.append(#""validation_files":[]"#)
      members.append(#""result_files":["# + (isDone ? #"{"id":"file-r"}"# : "") + "]")
      func number(_ key: String) -> String { job.body[key]?.number.map { "\($0)" } ?? "null" }
      members.append(
        #""hyperparams":{"n_epochs":\#(number("n_epochs")),"batch_size":\#(number("batch_size")),"#
          + #""learning_rate_multiplier":\#(number("learning_rate_multiplier"))}"#
      )
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  private func list(_ items: [String]) -> HTTPAnswer {
    HTTPAnswer(
      status: 200,
      body: #"{"object":"list","has_more":false,"data":[\#(items.joined(separator: ","))]}"#
    )
  }

  static let missing = HTTPAnswer(
    status: 404,
    body: #"{"error":{"message":"No such thing","type":"invalid_request_error","code":null}}"#
  )

  static func error(
    _ status: Int,
    code: String? = nil,
    message: String = "no",
    headers: [String: String] = [:]
  ) -> HTTPAnswer {
    let code = code.map { "\"\($0)\"" } ?? "null"
    return HTTPAnswer(
      status: status,
      headers: headers,
      body: #"{"error":{"message":"\#(message)","type":null,"param":null,"code":\#(code)}}"#
    )
  }
}

/// A clock that goes on only when somebody waits.
final class ManualClock: Sendable {
  private let time = Mutex(1_000_000.0)

  var now: Double { time.withLock { $0 } }

  var clientClock: ClientClock {
    ClientClock(
      now: { self.now },
      sleep: { seconds in
        try Task.checkCancellation()
        self.time.withLock { $0 += seconds }
        // Who waits for ever, in a moment, must leave the thread to whoever ends the waiting.
        await Task.yield()
      },
      random: { 0.5 }
    )
  }
}
