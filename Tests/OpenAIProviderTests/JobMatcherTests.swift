import Providers
import System
import Testing

@testable import OpenAIProvider

struct JobMatcherTests {
  private static let key = WireTests.request().stepKey
  private static let token = String(key.prefix(16))
  private static let foreign = "fedcba9876543210"

  /// A job as a service tells of it: what is asked for, but for some members.
  private static func job(
    _ members: String = "",
    numbers: String = #""n_epochs":10,"batch_size":8,"learning_rate_multiplier":0.4"#,
    seed: String = #""seed":3,"#
  ) throws -> WireJob {
    let text = """
      {\(members)\(seed)"id":"j","model":"davinci-002","training_file":"file-train",
       "status":"queued","hyperparameters":{\(numbers)}}
      """
    let json = try #require(JSON(answer: Array(text.utf8)))
    return try #require(WireJob(json))
  }

  private static func verdict(
    on job: WireJob,
    _ dialect: Dialect = .jobs,
    others: [RemoteJobID: JobOrder?] = [:]
  ) -> JobMatcher.Verdict {
    JobMatcher(request: WireTests.request(), dialect: dialect, others: others).verdict(on: job)
  }

  @Test(
    arguments: [
      (#""metadata":{"manifest_run_step":"\#(key)"},"#, .own),
      (#""metadata":{"manifest_run_step":"\#(foreign)"},"#, .other),
      (#""metadata":{"theirs":"x"},"#, .own),
      (#""user_provided_suffix":"label-\#(token)","#, .own),
      (#""user_provided_suffix":"label_\#(token)","#, .own),
      (#""user_provided_suffix":"label-\#(foreign)","#, .other),
      // Cut by the service, or another program's.
      (#""user_provided_suffix":"label-0123456","#, .own),
      (#""fine_tuned_model":"ft:davinci-002:acme:label-\#(token):7","#, .own),
      (#""fine_tuned_model":"ft:davinci-002:acme:label-\#(foreign):7","#, .other),
      (#""metadata":{"manifest_run_step":"\#(key)"},"suffix":"label-\#(foreign)","#, .own),
    ] as [(String, JobMatcher.Verdict)]
  )
  func `a mark decides whose a job is`(
    members: String,
    verdict: JobMatcher.Verdict
  ) throws {
    #expect(Self.verdict(on: try Self.job(members)) == verdict)
  }

  @Test func `digits of a job's own name are no mark`() throws {
    var job = try Self.job(#""fine_tuned_model":"ft:davinci-002:acme::\#(Self.foreign)","#)
    #expect(Self.verdict(on: job) == .other)
    job.id = "ftjob-\(Self.foreign)"
    #expect(Self.verdict(on: job) == .own)
  }

  @Test(
    arguments: [
      (#""n_epochs":10,"batch_size":8,"learning_rate_multiplier":0.4"#, .own),
      (#""n_epochs":"10","batch_size":8.0,"learning_rate_multiplier":0.4000000059"#, .own),
      (#""n_epochs":9,"batch_size":8,"learning_rate_multiplier":0.4"#, .other),
      (#""n_epochs":10,"batch_size":16,"learning_rate_multiplier":0.4"#, .other),
      (#""n_epochs":10,"batch_size":8,"learning_rate_multiplier":0.41"#, .other),
      (#""n_epochs":10,"batch_size":"auto","learning_rate_multiplier":0.4"#, .likely),
      ("", .likely),
    ] as [(String, JobMatcher.Verdict)]
  )
  func `without a mark a job is known by all its numbers`(
    numbers: String,
    verdict: JobMatcher.Verdict
  ) throws {
    #expect(Self.verdict(on: try Self.job(numbers: numbers)) == verdict)
  }

  @Test func `a job of another seed is another's, and one of no seed is not known`() throws {
    #expect(Self.verdict(on: try Self.job(seed: #""seed":4,"#)) == .other)
    #expect(Self.verdict(on: try Self.job(seed: "")) == .likely)
    // The dialect has none, so all that can be told is told.
    #expect(Self.verdict(on: try Self.job(seed: ""), .legacy) == .own)
    let others = [RemoteJobID(rawValue: "j"): JobOrder?.none]
    #expect(Self.verdict(on: try Self.job(seed: ""), others: others) == .other)
  }

  @Test func `a job is known by its files' contents, uploaded again or not`() throws {
    var job = try Self.job()
    job.trainingFile = WireFileReference(id: "file-7")
    var matcher = JobMatcher(request: WireTests.request(), dialect: .jobs, others: [:])
    #expect(matcher.verdict(on: job) == .other)
    #expect(matcher.needsFileNames(of: job))
    matcher.fileNames["file-7"] = "other.jsonl"
    #expect(matcher.verdict(on: job) == .other)
    matcher.fileNames["file-7"] = RemoteFiles.name(of: matcher.request.trainingFile.content)
    #expect(matcher.verdict(on: job) == .own)
    job.validationFile = WireFileReference(id: "file-7")
    #expect(matcher.verdict(on: job) == .other)
  }

  @Test func `a job that its step never takes is taken by the step that asks for what it is`()
    throws
  {
    let job = try Self.job(#""metadata":{"manifest_run_step":"\#(Self.foreign)"},"#)
    let id = RemoteJobID(rawValue: "j")
    var order = WireTests.request().order
    order.epochs = 20
    #expect(Self.verdict(on: job, others: [id: order]) == .own)
    // The step that asked for these numbers wants it itself.
    #expect(Self.verdict(on: job, others: [id: WireTests.request().order]) == .other)
    let silent = try Self.job(numbers: #""n_epochs":10"#, seed: "")
    #expect(Self.verdict(on: silent, others: [id: order]) == .own)
    // What the service does not say is what was asked for, and that is something else.
    order.batchSize = 16
    #expect(Self.verdict(on: silent, others: [id: order]) == .other)
    order.batchSize = 8
    order.trainingFile = "bb"
    #expect(Self.verdict(on: job, others: [id: order]) == .other)
  }
}
