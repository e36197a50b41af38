import Foundation
import Providers
import System
import TestSupport
import Testing

@testable import Server

struct JobEndpointTests {
  private static let jobs = "/v1/fine_tuning/jobs"
  private static let legacy = "/v1/fine-tunes"

  @Test func `a job of the newer form goes from its files to a model`() async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let file = try await client.upload()
      let made = try await client.job(
        Self.jobs,
        [
          "model": "ada", "training_file": .string(file), "validation_file": .string(file),
          "suffix": "try", "seed": 3, "metadata": ["step": "k1"],
          "method": [
            "type": "supervised",
            "supervised": ["hyperparameters": ["n_epochs": 2, "batch_size": "auto"]],
          ],
        ]
      )
      #expect(made["fine_tuned_model"] == .null && made["error"] == .null)
      let path = try "\(Self.jobs)/\(#require(made["id"]?.text))"
      let job = try await client.job(path, is: "succeeded")
      let model = try #require(job["fine_tuned_model"]?.text)
      #expect(model.hasPrefix("ft:ada:local:try:"))
      #expect(job["hyperparameters"]?["n_epochs"] == 2)
      #expect(job["hyperparameters"]?["batch_size"] == 8 && job["seed"] == 3)
      let events = try await client.send("GET", "\(path)/events?limit=2").json
      #expect(events["has_more"] == true)
      guard case .array(let items) = events["data"] else { throw TestClient.Failure("no list") }
      #expect(items[0]["message"] == "The job has successfully completed")
      let found = try await client.send("GET", "\(Self.jobs)?metadata[step]=k1").json
      #expect(found["data"] == [job])
      let escaped = try await client.send("GET", "\(Self.jobs)?metadata%5Bstep%5D=k2").json
      #expect(escaped["data"] == [])
      let checkpoints = try await client.send("GET", "\(path)/checkpoints").json
      #expect("\(checkpoints)".contains("\(model):ckpt-step-0"))
      let untuned = try await client.send("GET", "/v1/models/\(model):ckpt-step-0").json
      #expect(untuned["id"] == .string("\(model):ckpt-step-0"))
      guard case .array(let results) = job["result_files"], let id = results.first?.text else {
        throw TestClient.Failure("no result file")
      }
      let table = try await client.send("GET", "/v1/files/\(id)/content").text
      #expect(table.hasPrefix("step,train_loss,") && table.contains("\n1,2.5,"))
    }
  }

  @Test func `a job of the older form streams its events until it ends`() async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let file = try await client.upload()
      let made = try await client.job(
        Self.legacy,
        ["training_file": .string(file), "model": "ada", "suffix": "My run!", "n_epochs": 1]
      )
      let id = try #require(made["id"]?.text)
      #expect(id.hasPrefix("ft-") && id.count == 27)
      let stream = try await client.send("GET", "\(Self.legacy)/\(id)/events?stream=true")
      #expect(stream.headers["content-type"] == "text/event-stream" && stream.isWhole)
      #expect(stream.text.contains(#""message":"Created fine-tune: \#(id)""#))
      #expect(stream.text.contains(#""message":"Completed epoch 1/1""#))
      #expect(stream.text.hasSuffix("Fine-tune succeeded\"}\n\ndata: [DONE]\n\n"))
      let job = try await client.send("GET", "\(Self.legacy)/\(id)").json
      let model = try #require(job["fine_tuned_model"]?.text)
      #expect(model.wholeMatch(of: /ada:ft-local:my-run-\d{4}(-\d\d){5}/) != nil, "\(model)")
      #expect(try await client.send("GET", "\(Self.jobs)/\(id)").status == 404)
      let encoded = model.replacing(":", with: "%3A")
      #expect(try await client.send("DELETE", "\(Self.legacy)/\(encoded)").status == 200)
      #expect(try await client.send("GET", "/v1/models/\(encoded)").status == 404)
    }
  }

  @Test(arguments: [
    (jobs, #"{"model":"ada"}"#, 400, "training_file"),
    (jobs, #"{"model":"gpt","training_file":"F"}"#, 404, "model"),
    (jobs, #"{"model":"ada","training_file":"file-x"}"#, 400, "training_file"),
    (jobs, #"{"model":"ada","training_file":"../../etc/passwd"}"#, 400, "training_file"),
    (jobs, #"{"model":"ada","training_file":"F","nepochs":1}"#, 400, "nepochs"),
    (
      jobs, #"{"model":"ada","training_file":"F","hyperparameters":{"n_epochs":0}}"#, 400,
      "n_epochs"
    ),
    (
      jobs, #"{"model":"ada","training_file":"F","hyperparameters":{"n_epochs":500}}"#, 400,
      "n_epochs"
    ),
    (jobs, #"{"model":"ada","training_file":"F","method":{"type":"dpo"}}"#, 400, "method"),
    (jobs, #"{"model":"ada","training_file":"F","metadata":{"a":1}}"#, 400, "metadata"),
    (
      jobs, #"{"model":"ada","training_file":"F","integrations":[{"type":"wandb"}]}"#, 400,
      "integrations"
    ),
    (
      legacy, #"{"training_file":"F","model":"ada","prompt_loss_weight":0.1}"#, 400,
      "prompt_loss_weight"
    ),
    (
      legacy, #"{"training_file":"F","model":"ada","compute_classification_metrics":true}"#, 400,
      "compute_classification_metrics"
    ),
    (legacy, #"{"training_file":"F","model":"ada","epochs":3}"#, 400, "epochs"),
  ])
  func `a request that cannot be done says which field is wrong, and makes no job`(
    path: String,
    body: String,
    status: Int,
    param: String
  ) async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let file = try await client.upload()
      let text = body.replacing(#""F""#, with: #""\#(file)""#)
      let parsed = JSON(parsing: Array(text.utf8))
      let request = try #require(parsed)
      let answer = try await client.send("POST", path, request)
      #expect(answer.status == status, "\(answer.text)")
      #expect(answer.json["error"]?["param"]?.text == param, "\(answer.text)")
      #expect(answer.json["error"]?["type"] == "invalid_request_error")
      #expect(try await client.send("GET", path).json["data"] == [])
    }
  }

  @Test(arguments: [
    (#"{"prompt":"a","completion":" b"}"#, "invalid_n_examples", "1 example(s)"),
    (examples + "{\"prompt\": 1}\n", "invalid_training_file", "line 13"),
    (examples + "nonsense\n", "invalid_training_file", "line 13"),
  ])
  func `a job with a file that cannot be trained on fails with the reason`(
    text: String,
    code: String,
    words: String
  ) async throws {
    try await withServer(in: TemporaryFolder()) { client in
      let file = try await client.upload(text)
      let made = try await client.job(Self.jobs, ["model": "ada", "training_file": .string(file)])
      let job = try await client.job("\(Self.jobs)/\(made["id"]?.text ?? "")", is: "failed")
      #expect(job["error"]?["code"]?.text == code)
      #expect(job["error"]?["message"]?.text?.contains(words) == true)
      #expect(job["finished_at"] != .null && job["fine_tuned_model"] == .null)
    }
  }

  @Test func `jobs wait for a slot in their order, and a running one can be cancelled`()
    async throws
  {
    let provider = FakeProvider(holdsJobs: true)
    try await withServer(in: TemporaryFolder(), provider: provider, slots: 2) { client in
      let file = try await client.upload()
      var paths: [String] = []
      for _ in 0..<4 {
        let job = try await client.job(Self.jobs, ["model": "ada", "training_file": .string(file)])
        paths.append("\(Self.jobs)/\(job["id"]?.text ?? "")")
      }
      _ = try await client.job(paths[0], is: "running")
      _ = try await client.job(paths[1], is: "running")
      _ = try await client.job(paths[3], is: "queued")
      let cancelled = try await client.send("POST", "\(paths[1])/cancel").json
      #expect(cancelled["status"] == "cancelled")
      _ = try await client.job(paths[2], is: "running")
      #expect(try await client.send("POST", "\(paths[3])/cancel").json["status"] == "cancelled")
      #expect(try await client.send("POST", "\(paths[3])/cancel").status == 400)
      provider.jobs.release()
      _ = try await client.job(paths[0], is: "succeeded")
      _ = try await client.job(paths[2], is: "succeeded")
      #expect(try await client.send("GET", paths[1]).json["status"] == "cancelled")
      #expect(try await client.send("GET", "\(Self.jobs)?limit=3").json["has_more"] == true)
    }
    #expect(provider.jobs.mostAtOnce == 2 && provider.jobs.started == 3)
  }

  @Test func `a file that is deleted while a job waits is still trained on`() async throws {
    let provider = FakeProvider(holdsJobs: true)
    try await withServer(in: TemporaryFolder(), provider: provider) { client in
      let file = try await client.upload()
      let made = try await client.job(Self.jobs, ["model": "ada", "training_file": .string(file)])
      #expect(try await client.send("DELETE", "/v1/files/\(file)").status == 200)
      provider.jobs.release()
      _ = try await client.job("\(Self.jobs)/\(made["id"]?.text ?? "")", is: "succeeded")
    }
  }

  @Test func `conversations are trained on as prompts and completions`() throws {
    let folder = TemporaryFolder()
    let line =
      #"{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"ho"},{"role":"user","content":"so?"},{"role":"assistant","content":"no","weight":0}]}"#
    let path = folder.write(line + "\n\n" + line + "\n", to: "chat.jsonl")
    let record = FileRecord(
      id: "file-a",
      number: 1,
      filename: "chat.jsonl",
      purpose: "fine-tune",
      byteCount: 0,
      digest: "",
      createdAt: 0
    )
    let data = try TrainingData.prepare(record, at: path)
    #expect(data.examples == 2)
    let written = String(decoding: try FileSystem.read(data.file.path), as: UTF8.self)
    let pair = #"{"prompt":"hi","completion":"ho"}"# + "\n"
    #expect(written == pair + pair)
  }
}
