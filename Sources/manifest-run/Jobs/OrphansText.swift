import Diagnostics
import Providers
import Report
import Steps
import System

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
      Decimals.counted(orphans.files.count, "file")
        + (orphans.files.isEmpty ? "" : " (\(Decimals.bytes(size)))"),
      Decimals.counted(orphans.jobs.count, "job"), Decimals.counted(orphans.models.count, "model"),
    ].joined(separator: ", ")
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

extension Orphans {
  /// What `provider orphans --json` prints, with what was done about them; sizes are in bytes.
  func document(
    of provider: ProviderIdentity,
    _ removed: OrphanRemoval.Removed
  ) -> JSONObject {
    [
      "format_version": 1,
      "provider": provider.name,
      "account": provider.account,
      "files": files.map { file -> JSONObject in
        [
          "id": file.id.rawValue,
          "name": file.name,
          "purpose": file.purpose,
          "size": file.byteCount,
          "created": file.created.map(Instant.iso),
          // Whether a job that goes on needs it.
          "in_use": isInUse(file),
        ]
      },
      "jobs": jobs.map { job -> JSONObject in
        [
          "id": job.id.rawValue,
          "base_model": job.baseModel,
          "status": job.status.name,
          "model": job.model,
          "created": job.created.map(Instant.iso),
        ]
      },
      "models": models.map { model -> JSONObject in
        ["id": model.id, "created": model.created.map(Instant.iso)]
      },
      // The files and models that were deleted, and the jobs that were cancelled.
      "deleted": removed.deleted,
      "cancelled": removed.cancelled,
    ]
  }
}
