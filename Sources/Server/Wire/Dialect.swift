/// The two forms of the fine-tuning API.
enum Dialect: String, Codable, Hashable, Sendable {
  /// `/v1/fine_tuning/jobs`, since August 2023.
  case jobs

  /// `/v1/fine-tunes`, until January 2024.
  case legacy

  /// What a job's id begins with.
  var idPrefix: String {
    switch self {
    case .jobs: "ftjob-"
    case .legacy: "ft-"
    }
  }
}
