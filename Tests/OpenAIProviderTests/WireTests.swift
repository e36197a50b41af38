import Providers
import System
import Testing

@testable import OpenAIProvider

struct WireTests {
  private func json(_ text: String) throws -> JSON {
    try #require(JSON(answer: Array(text.utf8)))
  }

  static func request(suffix: String? = "simple-openweb-10epochs") -> FineTuneRequest {
    FineTuneRequest(
      parameters: FineTuneParameters(
        model: "davinci-002",
        epochs: 10,
        batchSize: 8,
        learningRateMultiplier: 0.4,
        seed: 3
      ),
      trainingFile: UploadedFile(
        id: RemoteFileID(rawValue: "file-train"),
        content: DataFile(name: "train.jsonl", path: "/t", digest: "aa", byteCount: 1)
      ),
      validationFile: nil,
      suffix: suffix,
      stepKey: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      outputFolder: "/out"
    )
  }

  @Test(arguments: [
    (#""created_at":1760000100,"finished_at":1760000160"#, 60),
    (#""created_at":1760000100,"updated_at":1760000130"#, 30),
    (#""created_at":100,"finished_at":null"#, nil), (#""created_at":100,"finished_at":99"#, nil),
    (#""finished_at":160"#, nil),
  ])
  func `a job took what is between its creation and its end`(times: String, seconds: Double?) throws
  {
    let ended = try #require(WireJob(try json(#"{"id":"j","status":"succeeded",\#(times)}"#)))
    #expect(ended.seconds == seconds)
    let running = try #require(WireJob(try json(#"{"id":"j","status":"running",\#(times)}"#)))
    #expect(running.seconds == nil)
  }

  @Test func `a job of the current dialect is sent without nulls`() {
    #expect(
      String(decoding: Self.request().body(.jobs).bytes, as: UTF8.self)
        == #"{"metadata":{"manifest_run_step":"#
        + #""0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},"#
        + #""method":{"supervised":{"hyperparameters":{"batch_size":8,"#
        + #""learning_rate_multiplier":0.4,"n_epochs":10}},"type":"supervised"},"#
        + #""model":"davinci-002","seed":3,"#
        + #""suffix":"simple-openweb-10epochs-0123456789abcdef","#
        + #""training_file":"file-train"}"#
    )
  }

  @Test func `a job of the legacy dialect carries its mark in the suffix`() {
    #expect(
      String(decoding: Self.request().body(.legacy).bytes, as: UTF8.self)
        == #"{"batch_size":8,"learning_rate_multiplier":0.4,"model":"davinci-002","n_epochs":10,"#
        + #""suffix":"simple-openweb-10epochs-0123456789abcdef","training_file":"file-train"}"#
    )
  }

  @Test(
    arguments: [
      (nil, "0123456789abcdef"), ("", "0123456789abcdef"), ("--", "0123456789abcdef"),
      ("My Run, lr0.4", "my-run-lr0-4-0123456789abcdef"),
      ("a label that is much too long for it", "a-label-that-is-much-to-0123456789abcdef"),
      ("größe", "gr-e-0123456789abcdef"),
    ] as [(String?, String)]
  )
  func `a legacy suffix is one that the service leaves as it is`(label: String?, suffix: String) {
    let made = Self.request().mark.suffix(for: label ?? "", .legacy)
    #expect(made == suffix)
    #expect(made.count <= 40)
  }

  @Test func `a mark is whole however long the label is, and what is cut is told`() {
    let mark = Self.request().mark
    for dialect in Dialect.allCases {
      let room = dialect.longestSuffix - 17
      for length in [0, 1, room - 1, room, room + 1, 200] {
        let label = String(repeating: "a", count: length)
        let suffix = mark.suffix(for: label, dialect)
        #expect(suffix.hasSuffix(mark.token))
        #expect(suffix.count <= dialect.longestSuffix)
        #expect(JobMark.isCut(label, dialect) == (length > room))
      }
    }
    #expect(mark.suffix(for: "My Run, lr0.4", .jobs) == "My Run, lr0.4-0123456789abcdef")
    #expect(Bench(.jobs).provider.cutLabel(of: "lr0.4") == nil)
    #expect(
      Bench(.legacy).provider.cutLabel(of: "simple-openweb-10epochs-lr0.4")
        == "simple-openweb-10epochs"
    )
  }

  @Test func `a job that runs is read`() throws {
    let job = try #require(
      WireJob(
        json(
          #"""
          {"object":"fine_tuning.job","id":"ftjob-7Yk","model":"davinci-002","created_at":1760000000,
           "finished_at":null,"fine_tuned_model":null,"organization_id":"org-x","result_files":[],
           "status":"running","validation_file":"file-v","training_file":"file-t","error":{},
           "hyperparameters":{"n_epochs":"auto","batch_size":8,"learning_rate_multiplier":0.4},
           "method":{"type":"supervised","supervised":{"hyperparameters":{"n_epochs":10}}},
           "trained_tokens":null,"seed":3,"metadata":{"manifest_run_step":"abc"},"integrations":[]}
          """#
        )
      )
    )
    #expect(job.id == "ftjob-7Yk")
    #expect(job.status == .running)
    #expect(job.fineTunedModel == nil)
    #expect(job.epochs == 10)
    #expect(job.reported.batchSize == .number(8))
    #expect(job.metadata == ["manifest_run_step": "abc"])
    #expect(job.failure == nil)
    #expect(job.trainingFile?.id == "file-t")
  }

  @Test func `a legacy job that ended is read`() throws {
    let job = try #require(
      WireJob(
        json(
          #"""
          {"id":"ft-AF1","object":"fine-tune","model":"curie","created_at":1614807352,
           "fine_tuned_model":"curie:ft-acme:simple-2021-03-03-21-44-20","status":"succeeded",
           "hyperparams":{"batch_size":4,"learning_rate_multiplier":0.1,"n_epochs":4,
                          "prompt_loss_weight":0.1},
           "result_files":[{"id":"file-r","object":"file","filename":"compiled_results.csv"}],
           "training_files":[{"id":"file-t","filename":"train.jsonl","status":"processed"}],
           "validation_files":[],"events":[],"updated_at":1614807865}
          """#
        )
      )
    )
    #expect(job.status == .succeeded)
    #expect(job.fineTunedModel == "curie:ft-acme:simple-2021-03-03-21-44-20")
    #expect(job.resultFiles == ["file-r"])
    #expect(job.trainingFile == WireFileReference(id: "file-t", filename: "train.jsonl"))
    #expect(job.validationFile == nil)
    #expect(job.reported.learningRateMultiplier == .number(0.1))
  }

  @Test(
    arguments: [
      ("validating_files", .queued), ("created", .queued), ("pending", .queued),
      ("running", .running), ("pausing", .running), ("SUCCESS", .succeeded),
      ("completed", .succeeded), ("JOB_STATE_COMPLETED", .succeeded), ("failed", .failed),
      ("error", .failed), ("user_error", .failed), ("FAILED_VALIDATION", .failed),
      ("expired", .failed), ("cancelled", .cancelled), ("CANCELLED", .cancelled),
      ("canceled", .cancelled), ("stopped", .cancelled), ("cancel_requested", .running),
      ("paused", .other("paused")), ("Awaiting_Review", .other("Awaiting_Review")),
    ] as [(String, WireJob.Status)]
  )
  func `each known word is a state, and another stays as it is`(
    word: String,
    status: WireJob.Status
  ) throws {
    for key in ["status", "state"] {
      let job = try #require(try WireJob(json(#"{"id":"j","\#(key)":"\#(word)"}"#)))
      #expect(job.status == status)
      let isOther = if case .other = status { true } else { false }
      #expect(!job.isFinal || !isOther)
    }
  }

  @Test func `a job that tells no state is in none`() throws {
    #expect(try WireJob(json(#"{"id":"j"}"#))?.status == .other(""))
    #expect(try WireJob(json(#"{"id":"j","status":7}"#))?.status == .other(""))
  }

  @Test(
    arguments: [
      #""fine_tuned_model":"m""#, #""model_output_name":"m""#, #""output_name":"m""#,
      #""output_model":"m""#, #""outputModel":"m""#, #""result_model":"m""#,
      #""fine_tuned_model":null,"output_name":"m""#, #""fine_tuned_model":"","output_name":"m""#,
      #""fine_tuned_model":{"id":"m"}"#, #""fine_tuned_model":"base","output_name":"m""#,
    ]
  )
  func `a tuned model is read under each name of the field`(member: String) throws {
    func job(_ status: String) throws -> WireJob? {
      try WireJob(json(#"{"id":"j","status":"\#(status)","model":"base",\#(member)}"#))
    }
    #expect(try job("succeeded")?.fineTunedModel == "m")
    // Other services choose the name before there is a model.
    let early = try #require(try job("running"))
    #expect(
      early.fineTunedModel
        == (member.contains(#""fine_tuned_model":"m""#) || member.contains(#"{"id":"m"}"#)
          ? "m" : nil)
    )
  }

  @Test func `the model that was tuned is no tuned model`() throws {
    let text = #"{"id":"j","status":"succeeded","model":"base","output_model":"base"}"#
    #expect(try WireJob(json(text))?.fineTunedModel == nil)
  }

  @Test(
    arguments: [
      ("0", nil), ("-1", nil), ("1760000000000", nil), ("1e300", nil), (#""2026-01-01""#, nil),
      ("1760000000", 1_760_000_000),
    ] as [(String, Int?)]
  )
  func `an instant is one of a service's clock`(text: String, instant: Int?) throws {
    let member = #""id":"x","created_at":\#(text)"#
    #expect(try WireJob(json("{\(member)}"))?.createdAt == instant)
    #expect(try WireFile(json("{\(member)}"))?.createdAt == instant)
  }

  @Test(
    arguments: [
      ("1", 1), ("-3", -3), ("100000000000000000", 100_000_000_000_000_000), ("1e30", .max),
      ("-1e30", .min), (#""many""#, nil),
    ] as [(String, Int?)]
  )
  func `trained tokens are read as they are told`(text: String, count: Int?) throws {
    #expect(try WireJob(json(#"{"id":"j","trained_tokens":\#(text)}"#))?.trainedTokens == count)
  }

  @Test(
    arguments: [
      "0", "-4", "1.5", "9000000000000000000", "1e300", #""7""#, "null",
    ]
  )
  func `a step that cannot be is none`(step: String) throws {
    let text = #"{"step":\#(step),"total_steps":10,"train_loss":1}"#
    #expect(try WireMetrics(json(text)) == nil)
    let steps = try WireMetrics(json(#"{"step":3,"total_steps":\#(step),"train_loss":1}"#))
    #expect(steps?.totalSteps == nil)
  }

  @Test(arguments: ["-1", "-0.5", #""NaN""#, "null", "[]"])
  func `a loss that cannot be is none`(loss: String) throws {
    let text = #"{"step":3,"train_loss":\#(loss),"valid_loss":\#(loss)}"#
    let metrics = try #require(try WireMetrics(json(text)))
    #expect(metrics.trainingLoss == nil && metrics.validationLoss == nil)
  }

  @Test func `an epoch is one of the job's, whatever its numbers are`() {
    #expect(WireMetrics.epoch(ofStep: 1, of: 10, epochs: 10) == 1)
    #expect(WireMetrics.epoch(ofStep: 11, of: 20, epochs: 2) == 2)
    #expect(WireMetrics.epoch(ofStep: 1_000_000_000, of: 1_000_000_000, epochs: .max) == 1 << 18)
    #expect(WireMetrics.epoch(ofStep: 7, of: 3, epochs: -5) == 1)
    #expect(WireMetrics.epoch(ofStep: 7, of: 0, epochs: 2) == 2)
  }

  @Test func `rows of a result file that cannot be are left out`() throws {
    let table = """
      step,train_loss,valid_loss,elapsed_tokens
      1,2.5,,10
      9000000000000000000,1,1,1
      -2,1,1,1
      0,1,1,1
      2,nan,,
      2,1e400,,
      3,1.5,-1,-7
      4,1e300,1e300,1e300
      """
    let metrics = try #require(ResultFile(Array(table.utf8))).metrics(epochs: .max)
    #expect(metrics.map(\.step) == [1, 3, 4])
    #expect(metrics.map(\.tokens) == [10, nil, nil])
    #expect(metrics.map(\.validationLoss) == [nil, nil, 1e300])
  }

  @Test(
    arguments: [
      #"{"message":"too few","code":"invalid_n_examples","param":null}"#, #""too few""#,
    ]
  )
  func `why a job failed is read where it is told`(error: String) throws {
    let job = try WireJob(json(#"{"id":"j","status":"failed","error":\#(error)}"#))
    #expect(job?.failure == (error.first == "{" ? "too few" : nil))
  }

  @Test(
    arguments: [
      ("{}", nil), (#"{"id":"f"}"#, .processed), (#"{"id":"f","status":"uploaded"}"#, .pending),
      (#"{"id":"f","status":"error","status_details":"bad"}"#, .refused),
    ] as [(String, WireFile.Status?)]
  )
  func `a file is read with what there is`(text: String, status: WireFile.Status?) throws {
    #expect(try WireFile(json(text))?.status == status)
  }

  @Test func `events are read with and without names and numbers`() throws {
    let metrics = try WireEvent(
      json(
        #"""
        {"object":"fine_tuning.job.event","id":"ftevent-1","created_at":5,"level":"info",
         "message":"Step 2/90: training loss=0.30","type":"metrics",
         "data":{"step":2,"total_steps":90,"train_loss":0.3,"valid_loss":0.5}}
        """#
      )
    )
    #expect(metrics?.metrics?.totalSteps == 90)
    #expect(metrics?.metrics?.validationLoss == 0.5)
    let legacy = try WireEvent(
      json(#"{"object":"fine-tune-event","created_at":7,"level":"info","message":"Started"}"#)
    )
    #expect(legacy?.id == "7 Started")
    #expect(legacy?.metrics == nil)
  }

  @Test(
    arguments: [
      (#"{"error":{"message":"no","type":"t","param":null,"code":"c"}}"#, "no", "c"),
      (#"{"error":"plain"}"#, "plain", nil), (#"{"detail":[{"msg":"bad"}]}"#, "bad", nil),
      ("<html>", nil, nil), ("", nil, nil),
    ] as [(String, String?, String?)]
  )
  func `an error is read in each form`(body: String, message: String?, code: String?) {
    let failure = WireFailure(Array(body.utf8))
    #expect(failure.message == message)
    #expect(failure.code == code)
  }

  static let table = "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n"

  @Test(
    arguments: [
      table + "1,2.5,0.1,,\n2,1.5,0.2,1.75,0.3\n",
      "c3RlcCx0cmFpbl9sb3NzLHRyYWluX2FjY3VyYWN5LHZhbGlkX2xvc3MsdmFsaWRfbWVhbl90b2tlbl9hY2N1cmFjeQox"
        + "LDIuNSwwLjEsLAoyLDEuNSwwLjIsMS43NSwwLjMK",
    ]
  )
  func `a result file is read plain and in base64`(text: String) throws {
    let file = try #require(ResultFile(Array(text.utf8)))
    #expect(
      file.metrics(epochs: 2) == [
        FineTuneMetric(step: 1, epoch: 1, trainingLoss: 2.5),
        FineTuneMetric(step: 2, epoch: 2, trainingLoss: 1.5, validationLoss: 1.75),
      ]
    )
  }

  @Test func `a legacy result file is read in any order of columns`() throws {
    let text = """
      step,elapsed_tokens,elapsed_examples,validation_loss,training_loss,training_token_accuracy
      1,128,8,-1,3.25,0.5
      2,256,16,2.0,2.25,0.6
      """
    #expect(
      ResultFile(Array(text.utf8))?.rows == [
        .init(step: 1, trainingLoss: 3.25, tokens: 128),
        .init(step: 2, trainingLoss: 2.25, validationLoss: 2, tokens: 256),
      ]
    )
  }

  @Test(arguments: ["", "a,b\n1,2\n", "{}", "step,other\n1,2\n", "????"])
  func `what is no result file is told as none`(text: String) {
    #expect(ResultFile(Array(text.utf8)) == nil)
  }

  @Test func `a target's tokens are those from its first scalar on`() throws {
    let choice = try #require(
      WireChoice(
        json(
          #"""
          {"text":"Q: é? A: x","index":0,"finish_reason":"length","logprobs":{
           "tokens":["Q",":"," é?"," A:"," x","."],"token_logprobs":[null,-1,-2,-0.5,-0.25,-9],
           "top_logprobs":null,"text_offset":[0,1,2,5,8,10]}}
          """#
        ),
        place: 0
      )
    )
    let scores = try #require(choice.logProbabilities)
    #expect(
      scores.score(of: PromptAndTarget(prompt: "Q: é?", target: " A: x"))
        == TargetScore(logProbability: -0.75, tokenCount: 2)
    )
    #expect(scores.score(of: PromptAndTarget(prompt: "Q: é? ", target: "A: x")) == nil)
    #expect(scores.score(of: PromptAndTarget(prompt: "", target: "Q:")) == nil)
  }

  @Test func `questions are sent without nulls`() {
    let decoding = Decoding(temperature: 0, maximumTokens: 5, stop: ["\n"])
    #expect(
      String(
        decoding: CompletionBodies.completions(["a", "b"], model: "m", decoding: decoding).bytes,
        as: UTF8.self
      ) == #"{"max_tokens":5,"model":"m","prompt":["a","b"],"stop":["\n"],"temperature":0}"#
    )
    #expect(
      String(
        decoding: CompletionBodies.chat("a", model: "m", decoding: decoding).bytes,
        as: UTF8.self
      )
        == #"{"max_completion_tokens":5,"messages":[{"content":"a","role":"user"}],"model":"m","#
        + #""stop":["\n"],"temperature":0}"#
    )
    #expect(
      String(decoding: CompletionBodies.scores(["ab"], model: "m").bytes, as: UTF8.self)
        == #"{"echo":true,"logprobs":0,"max_tokens":0,"model":"m","prompt":["ab"],"temperature":0}"#
    )
  }
}
