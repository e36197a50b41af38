import Providers
import Steps
import System

/// What an account has at a provider and no run of a workspace refers to.
struct Orphans {
  /// Which of them are meant.
  struct Filter {
    /// A pattern of names and ids; nil where all are meant.
    var pattern: String?

    /// The instant before which they were made; nil where all are meant.
    var madeBefore: Double?
  }

  private(set) var files: [RemoteFile]

  /// The jobs, those that have ended among them: providers keep them for ever.
  private(set) var jobs: [RemoteJob]

  /// The tuned models.
  private(set) var models: [RemoteModel]

  /// The files that jobs which go on read or make.
  private let filesInUse: Set<RemoteFileID>

  /// - Parameters:
  ///   - files: All files of the account.
  ///   - jobs: All jobs of the account.
  ///   - otherJobs: Jobs that only another dialect lists, whose files are among these.
  ///   - models: All models that the account may ask.
  ///   - references: What the workspace's runs refer to.
  ///   - filter: Which of the rest are meant.
  init(
    files: [RemoteFile],
    jobs: [RemoteJob],
    otherJobs: [RemoteJob] = [],
    models: [RemoteModel],
    references: ShownReferences,
    filter: Filter = Filter()
  ) {
    let all = jobs + otherJobs
    let ours = all.filter(references.has)
    let ourJobs = Set(ours.map(\.id))
    let ourFiles = Set(ours.flatMap(\.files))
    let ourModels = Set(ours.compactMap(\.model)).union(references.ids)
    let tuned = Set(all.compactMap(\.model))
    filesInUse = Set(all.filter { !$0.status.isFinal }.flatMap(\.files))
    self.jobs = jobs.filter { job in
      !ourJobs.contains(job.id)
        && filter.allows([job.id.rawValue, job.model ?? "", job.baseModel ?? ""], job.created)
    }
    self.files = files.filter { file in
      !references.has(file) && !ourFiles.contains(file.id)
        && filter.allows([file.id.rawValue, file.name ?? ""], file.created)
    }
    self.models = models.filter { model in
      (model.isTuned || tuned.contains(model.id)) && !ourModels.contains(model.id)
        && !(model.finalModel.map(ourModels.contains) ?? false)
        && filter.allows([model.id], model.created)
    }
  }

  var isEmpty: Bool { files.isEmpty && jobs.isEmpty && models.isEmpty }

  /// The jobs that go on.
  var runningJobs: [RemoteJob] { jobs.filter { !$0.status.isFinal } }

  /// Whether a job that goes on needs a file.
  func isInUse(_ file: RemoteFile) -> Bool { filesInUse.contains(file.id) }
}

extension Orphans.Filter {
  /// Whether something of these names is meant; of what has no date nobody knows that it is old.
  fileprivate func allows(_ names: [String], _ created: Double?) -> Bool {
    if let madeBefore, created ?? .infinity >= madeBefore { return false }
    guard let pattern else { return true }
    return names.contains { Glob.matches(pattern, $0) }
  }
}
