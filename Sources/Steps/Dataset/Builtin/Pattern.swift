/// A sentence with places for words, and the numbering of everything it can say.
struct Pattern {
  private enum Form {
    case plain, withArticle, plural
  }

  private enum Part {
    case literal(String)
    case word([String], Form)
  }

  private let parts: [Part]

  /// How many different texts the pattern makes.
  let count: UInt64

  /// Reads `{list}`, `{a list}` and `{list+}`; a list that does not exist is a bug.
  init(_ source: some StringProtocol) {
    var parts: [Part] = []
    var count: UInt64 = 1
    var rest = source[...]
    while let open = rest.firstIndex(of: "{"), let close = rest.firstIndex(of: "}") {
      if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
      let (list, form) = Self.slot(rest[rest.index(after: open)..<close])
      guard let words = Vocabulary.words[list] else { preconditionFailure("no words of \(list)") }
      parts.append(.word(words, form))
      count *= UInt64(words.count)
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.literal(String(rest))) }
    self.parts = parts
    self.count = count
  }

  /// The text with the given number, which is below `count`; its first letter is a capital.
  ///
  /// The number is read as digits, one a word, the first word being the lowest digit.
  func text(_ number: UInt64) -> String {
    var remaining = number
    var text = ""
    for part in parts {
      switch part {
      case .literal(let literal):
        text += literal
      case .word(let words, let form):
        let size = UInt64(words.count)
        text += Self.inflected(words[Int(remaining % size)], form)
        remaining /= size
      }
    }
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  private static func slot(_ source: some StringProtocol) -> (Vocabulary.List, Form) {
    let form: Form
    let name: String
    if source.hasPrefix("a ") {
      (form, name) = (.withArticle, String(source.dropFirst(2)))
    } else if source.hasSuffix("+") {
      (form, name) = (.plural, String(source.dropLast()))
    } else {
      (form, name) = (.plain, String(source))
    }
    guard let list = Vocabulary.List(rawValue: name) else {
      preconditionFailure("no list of words is named '\(name)'")
    }
    return (list, form)
  }

  private static func inflected(_ word: String, _ form: Form) -> String {
    switch form {
    case .plain: word
    case .withArticle: article(before: word) + " " + word
    case .plural: plural(of: word)
    }
  }

  /// "an" before a written vowel, but "a" before a `u` that is spoken as in "unicycle".
  private static func article(before word: String) -> String {
    guard let first = word.lowercased().first, "aeiou".contains(first) else { return "a" }
    let spokenWithConsonant = ["uni", "uku", "eu", "one"].contains { word.hasPrefix($0) }
    return spokenWithConsonant && !word.hasPrefix("unin") ? "a" : "an"
  }

  private static func plural(of word: String) -> String {
    if word.hasSuffix("man") { return word.dropLast(2) + "en" }
    if word.hasSuffix("ife") { return word.dropLast(2) + "ves" }
    if ["s", "x", "z", "ch", "sh"].contains(where: { word.hasSuffix($0) }) { return word + "es" }
    if word.hasSuffix("y"), let before = word.dropLast().last, !"aeiou".contains(before) {
      return word.dropLast() + "ies"
    }
    return word + "s"
  }
}
