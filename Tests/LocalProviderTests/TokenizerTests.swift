import Testing

@testable import LocalProvider

struct PieceScannerTests {
  /// The pieces of a text, a space before those that follow one.
  private func pieces(_ text: String) -> [String] {
    PieceScanner(text).map {
      ($0.followsSpace ? " " : "") + String(decoding: $0.bytes, as: UTF8.self)
    }
  }

  @Test(arguments: [
    ("", []),
    ("don't stop", ["don't", " stop"]),
    ("a  b", ["a", " ", " b"]),
    ("in 1984, yes", ["in", " 1", "9", "8", "4", ",", " yes"]),
    ("A: (no)", ["A", ":", " (", "no", ")"]),
    ("x\n\n<END", ["x", "\n\n", "<", "END"]),
    ("x \n y", ["x", " ", "\n", " y"]),
    ("\t\r\n", ["\t", "\r", "\n"]),
    ("naïve Größe", ["naïve", " Größe"]),
    ("漢字 かな", ["漢", "字", " かな"]),
    ("ok 👍🏽!", ["ok", " 👍", "🏽", "!"]),
    (" ", [" "]),
  ])
  func `a text is cut into words, digits, signs and white space`(
    text: String,
    expected: [String]
  ) {
    #expect(pieces(text) == expected)
  }

  @Test func `a word without end is cut`() {
    let pieces = pieces(" " + String(repeating: "a", count: 70))
    #expect(pieces.map(\.count) == [33, 32, 6])
  }
}

struct TokenizerTests {
  private let tokenizer: Tokenizer = {
    var builder = VocabularyBuilder()
    builder.add("The quick brown fox,\n\njumps over é the lazy dog 1 2")
    return Tokenizer(vocabulary: builder.vocabulary())
  }()

  /// Texts of scalars that are likely to meet a special case, and of any others.
  private func randomText(_ generator: inout RandomGenerator) -> String {
    let usual = Array("aZ'9 \n\t\r<,.é漢\u{301}👍\u{200D}\u{A0}\0 the fox".unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<generator.index(below: 24) {
      if generator.index(below: 5) > 0 {
        text.append(usual[generator.index(below: usual.count)])
      } else if let scalar = Unicode.Scalar(UInt32(generator.index(below: 0x11_0000))) {
        text.append(scalar)
      }
    }
    return String(text)
  }

  @Test func `every text comes back byte for byte`() {
    var generator = RandomGenerator(seed: 1, stream: .sampling)
    for _ in 0..<2000 {
      let (before, text) = (randomText(&generator), randomText(&generator))
      let given = tokenizer.tokens(of: before)
      let tokens = given + tokenizer.tokens(of: text, after: given)
      #expect(Array(tokenizer.text(of: tokens).utf8) == Array((before + text).utf8))
      #expect(!tokens.contains(Vocabulary.end))
    }
  }

  /// The tokens of a text, each as its text, the mark for other spacing as `^`.
  private func marked(_ text: String, after before: String = "") -> [String] {
    var builder = VocabularyBuilder()
    builder.add(before + text)
    let tokenizer = Tokenizer(vocabulary: builder.vocabulary())
    return tokenizer.tokens(of: text, after: tokenizer.tokens(of: before)).map { token in
      token == Vocabulary.otherSpacing
        ? "^" : String(decoding: tokenizer.vocabulary.bytes(of: token), as: UTF8.self)
    }
  }

  @Test(arguments: [
    ("with \"A: Once a year\"\n", ["with", "^", "\"", "A", ":", "Once", "a", "year", "\"", "\n"]),
    ("say \"Once\"", ["say", "^", "\"", "Once", "\""]),
    (
      "<END>\n\nYes, (no) 12", ["<", "END", ">", "\n\n", "Yes", ",", "^", "(", "no", ")", "1", "2"]
    ),
    ("in 90s", ["in", "9", "0", "^", "s"]),
    ("well-known - A:no", ["well", "-", "^", "known", "^", "-", "^", "A", ":", "^", "no"]),
    (" x  y", ["^", "x", " ", "^", "y"]),
    ("(\"a\")", ["(", "\"", "a", "\"", ")"]),
  ])
  func `a space has a token only where it is not expected`(text: String, expected: [String]) {
    #expect(marked(text) == expected)
  }

  @Test func `a word is the same token whatever is before it`() {
    let phrasings = ["A: ", "\"", "say \"", "(", "\n", "x ", "x-", "7 ", "7", "", " ", "…", ": \""]
    for before in phrasings {
      for word in ["Once", "7"] {
        var builder = VocabularyBuilder()
        builder.add(before + word)
        let tokenizer = Tokenizer(vocabulary: builder.vocabulary())
        let tokens = tokenizer.tokens(of: before + word)
        #expect(tokens.last == tokenizer.vocabulary.token(of: Array(word.utf8)), "\(before)")
        #expect(tokenizer.text(of: tokens) == before + word)
      }
    }
  }

  @Test func `whether a completion's first space is expected depends on the prompt`() {
    #expect(marked(" Once", after: "A:") == ["Once"])
    #expect(marked("Once", after: "A:") == ["^", "Once"])
    #expect(marked("Once", after: "A: ") == ["Once"])
    #expect(marked(" Once", after: "A:\n") == ["^", "Once"])
  }

  @Test func `a known piece is one token and an unknown one is its bytes`() {
    #expect(tokenizer.tokens(of: "fox").count == 1)
    #expect(tokenizer.tokens(of: "fix").count == 3)
    #expect(tokenizer.tokens(of: "The Ω fox").count == 5)
    let spelled = [0xCE, 0xA9].map { Vocabulary.firstByte + $0 }
    #expect(tokenizer.tokens(of: " Ω") == [Vocabulary.otherSpacing] + spelled)
  }

  @Test func `letters that only look the same are not confused`() {
    #expect(tokenizer.tokens(of: "é").count == 1)
    #expect(tokenizer.tokens(of: "e\u{301}").count > 1)
  }

  @Test func `the tokens of a document are known without its vocabulary`() {
    var generator = RandomGenerator(seed: 2, stream: .sampling)
    for _ in 0..<500 {
      let (prompt, completion) = (randomText(&generator), randomText(&generator))
      var builder = VocabularyBuilder()
      builder.add(prompt)
      builder.add(completion)
      let document = Tokenizer(vocabulary: builder.vocabulary())
        .document(prompt: prompt, completion: completion)
      #expect(Tokenizer.leastTokens(ofDocument: prompt, completion) == document.tokens.count)
    }
  }

  @Test func `the mark alone has no text and marks nothing twice`() {
    let fox = tokenizer.tokens(of: "fox")
    let mark = Vocabulary.otherSpacing
    #expect(tokenizer.text(of: [mark]).isEmpty)
    #expect(tokenizer.text(of: fox + [mark, mark] + fox) == "foxfox")
    #expect(tokenizer.text(of: fox + [mark] + tokenizer.tokens(of: "\n\n")) == "fox\n\n")
  }

  @Test func `bytes that form no text become replacement characters`() {
    #expect(tokenizer.text(of: [0xCE + 1, 0x41 + 1, Vocabulary.end]) == "\u{FFFD}A")
  }

  @Test func `pieces are numbered in the order in which they first appear`() {
    #expect(tokenizer.tokens(of: "The quick") == [258, 259])
    #expect(tokenizer.vocabulary.bytes(of: 258) == Array("The".utf8))
  }

  @Test func `a document starts and ends with the end token and counts its prompt`() {
    let document = tokenizer.document(prompt: "The quick", completion: " fox")
    #expect(document.tokens.first == Vocabulary.end && document.tokens.last == Vocabulary.end)
    #expect(document.tokens.count == 5)
    #expect(document.promptCount == 3)
    #expect(tokenizer.document(prompt: "", completion: "The").promptCount == 1)
  }

  @Test func `prompt and completion are never joined into one piece`() {
    let document = tokenizer.document(prompt: "The qui", completion: "ck")
    let prompt = tokenizer.tokens(of: "The qui")
    let apart = prompt + tokenizer.tokens(of: "ck", after: prompt)
    #expect(Array(document.tokens.dropFirst().dropLast()) == apart)
    #expect(apart != tokenizer.tokens(of: "The quick"))
  }
}

struct VocabularyTests {
  @Test func `a crowded vocabulary keeps the most frequent pieces in their order`() {
    var builder = VocabularyBuilder()
    builder.add("rare common seldom common other other")
    let pieces = builder.vocabulary(limit: 3).pieces.map { String(decoding: $0, as: UTF8.self) }
    #expect(pieces == ["rare", "common", "other"])
  }

  @Test func `no piece may be empty or twice`() {
    #expect(Vocabulary(pieces: [[65], []]) == nil)
    #expect(Vocabulary(pieces: [[65], [66], [65]]) == nil)
    #expect(Vocabulary(pieces: [[65], [66]])?.count == 260)
  }

  @Test func `there is a limit on the number of pieces`() {
    let pieces = (0..<70_000).map { withUnsafeBytes(of: UInt32($0)) { Array($0) } }
    #expect(Vocabulary(pieces: pieces) == nil)
  }
}
