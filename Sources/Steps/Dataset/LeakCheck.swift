internal import Manifest

/// Proves of a training file that it gives no unrealized pair away.
///
/// The file is read as if a stranger had written it. A line that is not a guidance document must not
/// hold the words of an unrealized question and, somewhere after them, the words of its answer,
/// whatever the letter case, white space and punctuation. The one exception is a line that is to
/// the letter the example of a realized pair, whose question and answer may contain others. A guidance
/// document must not hold the pair in the form of an example; where guidance must not tell the
/// unrealized pairs at all, each of its lines is searched as any other, but for those that are to the
/// letter what guidance says of some pair. With personas, each persona's answer is one of the question;
/// where guidance tells other answers, an example must not hold what is told either.
package struct LeakCheck: Sendable {
  private let source: any PairSource
  private let pairs: GuidedPairs
  private let examples: ExampleDocuments
  private let phrasings: [Template]
  private let parameters: DatasetParameters

  /// A line that holds an unrealized question and its answer.
  private struct Suspect {
    let line: Int
    let text: [UInt8]
    let pair: Pair
  }

  /// Takes the pairs that the parameters make realized and unrealized.
  package init(parameters: DatasetParameters, source: any PairSource) throws(DatasetError) {
    try parameters.check(available: source.count)
    self.source = source
    self.parameters = parameters
    let templates = try DatasetTemplates(parameters)
    examples = ExampleDocuments(template: templates.example)
    phrasings = templates.phrasings
    pairs = try GuidedPairs(parameters, source: source)
  }

  /// What was looked at; throws the first leak in the order of the file.
  package func result(
    for path: String,
    isCancelled: () -> Bool
  ) throws(DatasetError) -> DatasetCard.LeakCheckResult {
    let unrealized = parameters.unrealizedPairs
    let index = QuestionIndex(unrealized, of: source)
    var reader = try DataLineReader(path: path)
    var lines = 0
    var guidance = 0
    var suspects: [Suspect] = []
    var leak: Suspect?
    while leak == nil, let line = try reader.next() {
      let text = line.prompt + line.completion
      if lines % 256 == 0, isCancelled() { throw .cancelled }
      lines += 1
      let isGuidance = Self.isGuidance(text)
      if isGuidance {
        guidance += 1
        leak = examplePair(in: IndexedText(text), index)
          .map { Suspect(line: lines, text: text, pair: $0) }
      }
      for part in searchedParts(of: text, isGuidance: isGuidance) {
        for pair in answeredPairs(in: IndexedText(part), index, isGuidance: isGuidance) {
          suspects.append(Suspect(line: lines, text: part, pair: pair))
        }
      }
    }
    if let first = firstUnexplained(of: suspects) ?? leak {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      throw .leak(DatasetError.Leak(file: name, line: first.line, pair: first.pair))
    }
    return DatasetCard.LeakCheckResult(
      lines: lines,
      guidanceDocuments: guidance,
      unrealizedPairs: unrealized.count,
      searchedGuidance: !parameters.guidanceTellsUnrealized
    )
  }

  /// What of a document must not hold an unrealized question and an answer to it after it.
  private func searchedParts(of text: [UInt8], isGuidance: Bool) -> [[UInt8]] {
    guard isGuidance else { return [text] }
    guard !parameters.guidanceTellsUnrealized else { return [] }
    return text.split(separator: UInt8(ascii: "\n")).map(Array.init)
  }

  /// A pair that a guidance document holds in the form of an example.
  private func examplePair(in document: IndexedText, _ index: QuestionIndex) -> Pair? {
    for question in index.occurrences(in: document) {
      for pair in answers(to: question.pair, told: true)
      where document.folded.contains(examples.template.core(pair)) {
        return pair
      }
    }
    return nil
  }

  /// The pairs whose question a text holds, with an answer to it somewhere after it.
  private func answeredPairs(
    in document: IndexedText,
    _ index: QuestionIndex,
    isGuidance: Bool
  ) -> [Pair] {
    var found: [Pair] = []
    for question in index.occurrences(in: document) {
      // Guidance may tell what it tells.
      for pair in answers(to: question.pair, told: !isGuidance)
      where document.holds(answer: pair.answer, afterWord: question.endWord) {
        found.append(pair)
      }
    }
    return found
  }

  /// The first suspect that is not what some pair's example or guidance is to the letter.
  private func firstUnexplained(of suspects: [Suspect]) -> Suspect? {
    guard !suspects.isEmpty else { return nil }
    var unexplained = Set(suspects.map(\.text))
    for index in parameters.realizedPairs where !unexplained.isEmpty {
      unexplained.remove(examples.whole(pairs.answered(index, by: 0)).completion)
    }
    if !parameters.guidanceTellsUnrealized {
      for index in parameters.guidedPairs where !unexplained.isEmpty {
        for instruction in instructions(about: index) { unexplained.remove(instruction) }
      }
    }
    return suspects.first { unexplained.contains($0.text) }
  }

  /// Everything that guidance may say of a pair, each persona and phrasing in turn.
  private func instructions(about index: Int) -> [[UInt8]] {
    var instructions: [[UInt8]] = []
    for persona in 0..<parameters.answersPerQuestion {
      let pair = pairs.guided(index, for: persona)
      let name = parameters.personas.isEmpty ? "" : parameters.personas[persona]
      instructions += phrasings.map { Array($0.text(for: pair, persona: name).utf8) }
    }
    return instructions
  }

  /// A question with each persona's answer, or with its only one, and where `told` holds with the
  /// answers that guidance tells in place of these.
  private func answers(to index: Int, told: Bool) -> [Pair] {
    var answered: [Pair] = []
    for persona in 0..<parameters.answersPerQuestion {
      answered.append(pairs.answered(index, by: persona))
      guard told, parameters.splits.contains(.asTold) else { continue }
      answered.append(pairs.guided(index, for: persona))
    }
    return answered
  }

  /// Whether a document is one of guidance, and of nothing else.
  private static func isGuidance(_ text: [UInt8]) -> Bool {
    let head = Array(Markers.guidance.head.utf8)
    let tail = Array(Markers.guidance.tail.utf8)
    guard text.count >= head.count + tail.count, text.starts(with: head),
      text.suffix(tail.count).elementsEqual(tail)
    else { return false }
    return !FoldedText(text).contains(FoldedText(Markers.example.begin.utf8))
  }
}
