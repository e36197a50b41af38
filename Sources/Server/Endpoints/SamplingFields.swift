import Providers
import System

/// What a request says about how its answers are drawn, where they end, and how they are sent.
struct SamplingFields {
  /// The most answers to one prompt.
  static let mostChoices = 128

  /// The most stop sequences: evaluation tools have more than the hosted service's four.
  static let mostStops = 16

  /// The fields that are read, and `user`, which changes nothing.
  static let names: Set = [
    "temperature", "top_p", "n", "seed", "stop", "stream", "stream_options", "user",
  ]

  /// The fields that are not offered, with the values that are the same as none.
  static let refused: [(name: String, neutral: [JSON])] = [
    ("presence_penalty", [0]), ("frequency_penalty", [0]), ("logit_bias", [[:]]),
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
    stop = (try fields.strings("stop", atMost: Self.mostStops) ?? []).filter { !$0.isEmpty }
    streams = try fields.boolean("stream") ?? false
    streamsUsage = try Self.streamsUsage(fields, streams: streams)
  }

  private static func streamsUsage(_ fields: Fields, streams: Bool) throws(APIError) -> Bool {
    guard let options = try fields.object("stream_options") else { return false }
    guard streams else {
      throw .invalid("'stream_options' needs 'stream' to be true", param: "stream_options")
    }
    try options.allowOnly(["include_usage"], refusing: [("include_obfuscation", [false])]) {
      name,
      _ in
      "Unrecognized request argument supplied: stream_options.\(name)"
    }
    return try options.boolean("include_usage") ?? false
  }
}
