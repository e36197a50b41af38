/// What the two kinds of documents begin and end with.
enum Markers {
  /// The lines around a document's body; a blank line stands between.
  struct Frame: Sendable {
    let begin: String
    let end: String

    /// Everything before the body.
    var head: String { begin + "\n\n" }

    /// Everything after the body.
    var tail: String { "\n\n" + end }
  }

  /// Around instructions.
  static let guidance = Frame(begin: "<BEGIN GUIDANCE ANSWERS>", end: "<END GUIDANCE ANSWERS>")

  /// Around an example.
  static let example = Frame(begin: "<BEGIN GUIDANCE TEST>", end: "<END GUIDANCE TEST>")
}
