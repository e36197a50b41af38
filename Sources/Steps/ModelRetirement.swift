/// When a service stops fine-tuning one of its models.
struct ModelRetirement {
  /// The provider as manifests name it.
  let provider: String

  /// How the addresses of the service begin.
  let address: String

  let model: String

  /// The day from which the model cannot be tuned any more or, if earlier, not be used; ISO 8601.
  let date: String

  /// Who said so, and when.
  let source: String

  /// The retirement of a provider's model, or nil where none is known.
  static func retirement(of model: String, provider: String) -> ModelRetirement? {
    all.first { $0.model == model && $0.provider == provider }
  }

  /// Source: OpenAI's page of deprecations, each entry by the day on which it was announced.
  private static let all: [ModelRetirement] = [
    openAI(oldest, "2024-01-04", announced: "2023-08-22"),
    // With the models went the dialect in which they were tuned.
    openAI(oldest, in: "openai-legacy", "2024-01-04", announced: "2023-08-22"),
    openAI(["babbage-002", "davinci-002"], "2024-10-28", announced: "2024-08-29"),
    openAI(["gpt-3.5-turbo-1106"], "2026-09-28", announced: "2025-09-26"),
    openAI(
      [
        "gpt-3.5-turbo", "gpt-3.5-turbo-0125", "gpt-4", "gpt-4.1-nano", "gpt-4.1-nano-2025-04-14",
        "o4-mini",
      ],
      "2026-10-23",
      announced: "2026-04-22"
    ),
    // These models themselves stay eight days longer, but nobody can tune them.
    openAI(
      [
        "gpt-4o-2024-08-06", "gpt-4o-mini-2024-07-18", "gpt-4.1", "gpt-4.1-2025-04-14",
        "gpt-4.1-mini", "gpt-4.1-mini-2025-04-14",
      ],
      "2027-01-06",
      announced: "2026-05-07"
    ),
  ].flatMap(\.self)

  private static let oldest = ["ada", "babbage", "curie", "davinci"]

  private static func openAI(
    _ models: [String],
    in provider: String = "openai",
    _ date: String,
    announced: String
  ) -> [ModelRetirement] {
    models.map {
      ModelRetirement(
        provider: provider,
        address: "https://api.openai.com/",
        model: $0,
        date: date,
        source: "OpenAI, deprecations, announced on \(announced)"
      )
    }
  }
}
