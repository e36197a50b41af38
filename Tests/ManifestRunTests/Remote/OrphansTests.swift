import Engine
import OpenAIProvider
import Providers
import Steps
import Testing

@testable import manifest_run

/// Which of an account's things are nobody's.
struct OrphansTests {
  private static let key = Digest(of: "a step".utf8)

  private static let provider = OpenAIProvider(
    ServiceConfiguration(key: .none),
    transport: CurlTransport(certificates: nil),
    stateFolder: nil
  )

  /// How the service shows steps and contents.
  private static var service: any InventoryService {
    guard let inventory = provider.inventory else { preconditionFailure("a service has a list") }
    return inventory
  }

  private static var references: ShownReferences {
    var references = RemoteReferences()
    references.ids = ["file-ours", "ada:ft-ours"]
    references.note(key: key)
    references.note(content: Digest(of: "content".utf8))
    return references.shown(by: service)
  }

  private static func file(_ id: String, digest: String? = nil, created: Double? = nil)
    -> RemoteFile
  {
    RemoteFile(
      id: RemoteFileID(rawValue: id),
      name: "\(id).jsonl",
      created: created,
      digestPrefix: digest
    )
  }

  private static func job(
    _ id: String,
    _ status: FineTuneStatus = .cancelled,
    model: String? = nil,
    marks: [String] = [],
    files: [String] = []
  ) -> RemoteJob {
    RemoteJob(
      id: RemoteJobID(rawValue: id),
      status: status,
      model: model,
      stepKeys: marks,
      files: files.map(RemoteFileID.init)
    )
  }

  @Test func `a job is ours by its name, its mark or the beginning of its mark`() {
    var references = Self.references
    references.ids.insert("job-named")
    let jobs =
      [
        Self.job("job-named")
      ]
      + Self.service.marks(ofStep: Self.key.hexadecimal).map {
        Self.job("job-marked", marks: [$0])
      } + [
        Self.job("job-other", marks: [String(repeating: "0", count: 64)]), Self.job("job-plain"),
      ]
    let orphans = Orphans(files: [], jobs: jobs, models: [], references: references)
    #expect(orphans.jobs.map(\.id.rawValue) == ["job-other", "job-plain"])
  }

  @Test func `a file is ours by its name, its content or a job that is ours`() {
    let digest = Digest(of: "content".utf8).hexadecimal
    let files = [
      Self.file("file-ours"), Self.file("file-again", digest: Self.service.mark(ofContent: digest)),
      Self.file("file-result"), Self.file("file-other", digest: String(repeating: "0", count: 32)),
    ]
    let job = Self.job("job", marks: [Self.key.hexadecimal], files: ["file-result"])
    let orphans = Orphans(files: files, jobs: [job], models: [], references: Self.references)
    #expect(orphans.files.map(\.id.rawValue) == ["file-other"])
  }

  @Test func `a model is ours by its receipt, its job, or as a stage of one`() {
    let ours = Self.job(
      "a",
      .succeeded(model: "x"),
      model: "tuned-x",
      marks: [Self.key.hexadecimal]
    )
    let other = Self.job("b", .succeeded(model: "y"), model: "tuned-y")
    let models = [
      RemoteModel(id: "davinci", isTuned: false), RemoteModel(id: "ada:ft-ours", isTuned: true),
      RemoteModel(id: "ada:ft-ours-on-the-way", isTuned: true, finalModel: "ada:ft-ours"),
      RemoteModel(id: "tuned-x", isTuned: false), RemoteModel(id: "tuned-y", isTuned: false),
      RemoteModel(id: "ada:ft-theirs", isTuned: true),
    ]
    let orphans = Orphans(
      files: [],
      jobs: [ours, other],
      models: models,
      references: Self.references
    )
    #expect(orphans.models.map(\.id) == ["tuned-y", "ada:ft-theirs"])
  }

  @Test func `what a running job needs is deleted by nobody, and what is asked for is done`() {
    let files = [Self.file("file-1"), Self.file("file-2")]
    let jobs = [Self.job("job-1", .running, files: ["file-1"]), Self.job("job-2")]
    let orphans = Orphans(files: files, jobs: jobs, models: [], references: Self.references)
    let deleting = OrphanRemoval(orphans: orphans, deletes: true, cancels: false)
    #expect(deleting.files.map(\.id.rawValue) == ["file-2"])
    #expect(deleting.jobs.isEmpty)
    let cancelling = OrphanRemoval(orphans: orphans, deletes: false, cancels: true)
    #expect(cancelling.jobs.map(\.id.rawValue) == ["job-1"])
    #expect(cancelling.files.isEmpty)
    #expect(cancelling.words == "cancel 1 job")
    #expect(OrphanRemoval(orphans: orphans, deletes: false, cancels: false).isEmpty)
  }

  @Test func `only what is old enough and named so is meant`() {
    let files = [
      Self.file("file-old", created: 10), Self.file("file-new", created: 90),
      Self.file("file-undated"),
    ]
    func ids(_ filter: Orphans.Filter) -> [String] {
      Orphans(
        files: files,
        jobs: [],
        models: [],
        references: ShownReferences(),
        filter: filter
      )
      .files.map(\.id.rawValue)
    }
    #expect(ids(.init()) == ["file-old", "file-new", "file-undated"])
    #expect(ids(.init(madeBefore: 50)) == ["file-old"])
    #expect(ids(.init(pattern: "*-new.jsonl")) == ["file-new"])
    #expect(ids(.init(pattern: "file-o*", madeBefore: 5)) == [])
  }

  @Test(arguments: [
    ([], "absent"), (["marked"], "found"), (["plain"], "uncertain"), (["old"], "absent"),
    (["plain", "marked"], "found"), (["ended"], "absent"),
  ])
  func `the job of a creation whose answer was lost is looked for`(
    names: [String],
    expected: String
  ) {
    let jobs = names.map { name in
      var job = Self.job(name, .running, marks: name == "marked" ? [Self.key.hexadecimal] : [])
      if name == "ended" { job.status = .failed("no") }
      job.created = name == "old" ? 1_000 : 100_000
      return job
    }
    func search(now: Double) -> JobSearch {
      JobSearch(
        for: Self.service.marks(ofStep: Self.key.hexadecimal),
        begun: 100_000,
        sent: 100_000,
        in: jobs,
        now: now
      )
    }
    if case .absent = search(now: 100_000 + JobSearch.settling - 1) {
      Issue.record("the request may still be on its way")
    }
    let found =
      switch search(now: 100_000 + JobSearch.settling) {
      case .found: "found"
      case .absent: "absent"
      case .uncertain: "uncertain"
      }
    #expect(found == expected)
  }
}
