import System

/// The names of tuned models.
enum ModelName {
  /// The organization in the names: the server has one user.
  static let organization = "local"

  /// `ft:curie:local:suffix:8 symbols`, or `curie:ft-local:suffix-2022-06-30-12-00-00` in the older
  /// dialect, where the time is in seconds since 1970.
  static func make(for job: JobRecord, time: Int) -> String {
    switch job.dialect {
    case .jobs:
      "ft:\(job.baseModel):\(organization):\(job.suffix ?? ""):\(job.id.suffix(8))"
    case .legacy:
      "\(job.baseModel):ft-\(organization)"
        + (job.suffix.map { ":\(label($0))-" } ?? "-")
        + String(Instant.iso(Double(time)).dropLast().map { $0.isNumber ? $0 : "-" })
    }
  }

  /// The name of a tuned model as it was before its first step.
  static func untuned(_ name: String) -> String { name + ":ckpt-step-0" }

  /// A suffix as the older dialect writes it: lower case, runs of other characters one dash.
  static func label(_ suffix: String) -> String {
    suffix.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
      .joined(separator: "-")
  }
}
