import Providers

/// When OpenAI stops tuning its models.
///
/// Source: OpenAI's page of deprecations, each entry by the day on which it was announced.
enum PublishedRetirements {
  /// How the addresses of the service begin to which these apply; another service of the same models goes
  /// on for as long as it likes.
  static let address = "https://api.openai.com/"

  /// The retirement of a model in one dialect, or nil where none is known.
  static func retirement(of model: String, in dialect: Dialect) -> ModelRetirement? {
    // With the oldest models went the dialect in which they were tuned.
    let tables = dialect == .legacy ? [oldest] : [oldest] + newer
    return tables.first { $0.models.contains(model) }.map {
      ModelRetirement(date: $0.date, source: "OpenAI, deprecations, announced on \($0.announced)")
    }
  }

  private typealias Announcement = (models: [String], date: String, announced: String)

  private static let oldest: Announcement = (
    ["ada", "babbage", "curie", "davinci"], "2024-01-04", "2023-08-22"
  )

  private static let newer: [Announcement] = [
    (["babbage-002", "davinci-002"], "2024-10-28", "2024-08-29"),
    (["gpt-3.5-turbo-1106"], "2026-09-28", "2025-09-26"),
    (
      [
        "gpt-3.5-turbo", "gpt-3.5-turbo-0125", "gpt-4", "gpt-4.1-nano", "gpt-4.1-nano-2025-04-14",
        "o4-mini",
      ], "2026-10-23", "2026-04-22"
    ),
    // These models themselves stay eight days longer, but nobody can tune them.
    (
      [
        "gpt-4o-2024-08-06", "gpt-4o-mini-2024-07-18", "gpt-4.1", "gpt-4.1-2025-04-14",
        "gpt-4.1-mini", "gpt-4.1-mini-2025-04-14",
      ], "2027-01-06", "2026-05-07"
    ),
  ]
}
