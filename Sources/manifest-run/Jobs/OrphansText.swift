import Diagnostics
import Providers
import Steps

/// What an account has that nobody refers to, as tables for people.
struct OrphansText {
  let orphans: Orphans

  /// The tables, and a count at the end.
  var text: String {
    let tables = [
      table("files", orphans.files.map(cells)), table("jobs", orphans.jobs.map(cells)),
      table("models", orphans.models.map(cells)),
    ]
    return tables.joined() + counts + "\n"
  }

  /// How many there are: `3 files (1.2 MB), 1 job, 2 models`.
  var counts: String {
    let size = orphans.files.compactMap(\.byteCount).reduce(0, +)
    return [
      Self.count(orphans.files.count, "file")
        + (orphans.files.isEmpty ? "" : " (\(Decimals.bytes(size)))"),
      Self.count(orphans.jobs.count, "job"), Self.count(orphans.models.count, "model"),
    ].joined(separator: ", ")
  }

  /// A number of things: `1 file`, `3 files`.
  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private func cells(_ file: RemoteFile) -> [String] {
    [
      file.id.rawValue, file.name ?? "", file.purpose ?? "",
      file.byteCount.map(Decimals.bytes) ?? "", Self.date(file.created),
      orphans.isInUse(file) ? "a running job needs it" : "",
    ]
  }

  private func cells(_ job: RemoteJob) -> [String] {
    [job.id.rawValue, job.baseModel ?? "", job.status.name, "", Self.date(job.created), ""]
  }

  private func cells(_ model: RemoteModel) -> [String] {
    [model.id, "", "", "", Self.date(model.created), ""]
  }

  private func table(_ heading: String, _ rows: [[String]]) -> String {
    guard !rows.isEmpty else { return "" }
    let columns = TextColumns(
      rightAligned: [3],
      rows: rows.map { $0.map(TerminalText.escaped) }
    )
    return "\(heading)\n" + columns.lines.map { "  \($0)\n" }.joined() + "\n"
  }

  private static func date(_ instant: Double?) -> String {
    instant.map(Instant.local) ?? ""
  }
}

extension FineTuneStatus {
  /// How a job stands in a word.
  var name: String {
    switch self {
    case .queued: "queued"
    case .running: "running"
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .cancelled: "cancelled"
    case .other(let word): word
    }
  }
}

/// What `provider orphans --json` prints.
struct OrphansDocument: Encodable {
  struct File: Encodable {
    var id: String
    var name: String?
    var purpose: String?

    /// In bytes.
    var size: Int?
    var created: String?

    /// Whether a job that goes on needs it.
    var inUse: Bool

    enum CodingKeys: String, CodingKey {
      case id, name, purpose, size, created
      case inUse = "in_use"
    }
  }

  struct Job: Encodable {
    var id: String
    var baseModel: String?
    var status: String
    var model: String?
    var created: String?

    enum CodingKeys: String, CodingKey {
      case id, status, model, created
      case baseModel = "base_model"
    }
  }

  struct Model: Encodable {
    var id: String
    var created: String?
  }

  let formatVersion = 1
  var provider: String
  var account: String
  var files: [File]
  var jobs: [Job]
  var models: [Model]

  /// The files and models that were deleted, and the jobs that were cancelled.
  var deleted: [String]
  var cancelled: [String]

  init(_ orphans: Orphans, of identity: ProviderIdentity, removed: OrphanRemoval.Removed) {
    provider = identity.name
    account = identity.account
    files = orphans.files.map { file in
      File(
        id: file.id.rawValue,
        name: file.name,
        purpose: file.purpose,
        size: file.byteCount,
        created: file.created.map(Instant.iso),
        inUse: orphans.isInUse(file)
      )
    }
    jobs = orphans.jobs.map { job in
      Job(
        id: job.id.rawValue,
        baseModel: job.baseModel,
        status: job.status.name,
        model: job.model,
        created: job.created.map(Instant.iso)
      )
    }
    models = orphans.models.map { Model(id: $0.id, created: $0.created.map(Instant.iso)) }
    deleted = removed.deleted
    cancelled = removed.cancelled
  }

  enum CodingKeys: String, CodingKey {
    case provider, account, files, jobs, models, deleted, cancelled
    case formatVersion = "format_version"
  }
}
