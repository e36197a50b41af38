import Providers

/// What a request says about how its answers are drawn, where they end, and how they are sent.
struct SamplingFields {
  /// The most answers to one prompt.
  static let mostChoices = 128

  /// The names that `init` reads.
  static let names: Set = [
    "temperature", "top_p", "n", "seed", "stop", "stream", "stream_options", "presence_penalty",
    "frequency_penalty", "logit_bias", "user",
  ]

  /// The answers to each prompt.
  let choices: Int
  let temperature: Double
  let sampling: Sampling
  let stop: [String]

  /// Whether answers are sent as they are made.
  let streams: Bool

  /// Whether the end of a stream tells how many tokens there were.
  let streamsUsage: Bool

  /// Reads the fields that prompts and conversations have alike.
  ///
  /// - Throws: `APIError`: an evaluation that silently ran with other settings would be wrong.
  init(_ fields: Fields) throws(APIError) {
    choices = try fields.integer("n", in: 1...Self.mostChoices) ?? 1
    temperature = try fields.number("temperature", in: 0...2) ?? 1
    sampling = Sampling(
      topP: try fields.number("top_p", in: 0...1) ?? 1,
      // Without a seed each request is answered afresh.
      seed: try fields.integer("seed", in: .min ... .max) ?? .random(in: .min ... .max)
    )
    stop = (try fields.strings("stop", atMost: 4) ?? []).filter { !$0.isEmpty }
    streams = try fields.bool("stream") ?? false
    streamsUsage = try Self.streamsUsage(fields, streams: streams)
    for name in ["presence_penalty", "frequency_penalty"] {
      if let value = try fields.number(name, in: -2...2), value != 0 {
        throw .invalid("'\(name)' other than 0 is not offered here", param: name)
      }
    }
    try fields.refuse("logit_bias", unless: [[:]])
  }

  private static func streamsUsage(_ fields: Fields, streams: Bool) throws(APIError) -> Bool {
    guard let options = try fields.object("stream_options") else { return false }
    guard streams else {
      throw .invalid("'stream_options' needs 'stream' to be true", param: "stream_options")
    }
    try options.allowOnly(["include_usage", "include_obfuscation"]) { name, _ in
      "Unrecognized request argument supplied: stream_options.\(name)"
    }
    try options.refuse("include_obfuscation", unless: [false])
    return try options.bool("include_usage") ?? false
  }

  /// How continuations of a length are chosen and where they end.
  func decoding(atMost tokens: Int) -> Decoding {
    Decoding(temperature: temperature, maximumTokens: tokens, stop: stop)
  }
}

extension Fields {
  /// Refuses a field that is not offered here; the values that are the same as none are taken.
  func refuse(_ name: String, unless neutral: [JSON]) throws(APIError) {
    guard let value = self[name], !neutral.contains(value) else { return }
    let values = neutral.map(\.description).joined(separator: " or ")
    let exception = neutral.isEmpty ? "" : " other than \(values)"
    throw .invalid("'\(name)'\(exception) is not offered here", param: name)
  }
}
