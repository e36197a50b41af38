/// What a request may say about sampling here: only what changes nothing is taken without being done.
enum SamplingFields {
  /// Fields with the value that is the same as leaving them out.
  private static let neutral: [String: Double] = [
    "n": 1, "top_p": 1, "presence_penalty": 0, "frequency_penalty": 0,
  ]

  /// Refuses what is not offered and what is unknown.
  ///
  /// - Throws: `APIError`: an evaluation that silently ran with other settings would be wrong.
  static func check(
    _ fields: Fields,
    known: Set<String>,
    ignored: Set<String>
  ) throws(APIError) {
    for name in neutral.keys.sorted() {
      let value = try fields.number(name, in: -1000...1000)
      if let value, value != neutral[name] {
        let only = name == "n" ? "1" : name == "top_p" ? "1" : "0"
        throw .invalid("'\(name)' other than \(only) is not offered here", param: name)
      }
    }
    if let bias = fields["logit_bias"], bias != [:] {
      throw .invalid("'logit_bias' is not offered here", param: "logit_bias")
    }
    let all = known.union(ignored).union(neutral.keys)
      .union(["logit_bias", "temperature", "suffix"])
    try fields.allowOnly(all) { name, _ in "Unrecognized request argument supplied: \(name)" }
  }
}
