/// What libyaml says when it fails, in Swift values.
struct LibYAMLReport {
  /// Which part of libyaml failed.
  enum Kind {
    /// There is no memory.
    case memory

    /// A character is not allowed in YAML.
    case reader

    /// The text does not follow the grammar.
    case grammar
  }

  /// Which part failed.
  var kind: Kind

  /// What it found, in its own words.
  var problem = ""

  /// The UTF-8 offset of what it found.
  var offset = 0

  /// What it was doing, in its own words.
  var context: String?

  /// The UTF-8 offset at which it began doing that.
  var contextOffset: Int?

  /// The UTF-8 offset of the innermost bracket or brace that is not closed.
  var openBracket: Int?
}
