/// A line of a data file.
struct DataLine: Hashable, Sendable {
  let prompt: [UInt8]
  let completion: [UInt8]
}

/// The example documents of a dataset.
struct ExampleDocuments: Sendable {
  let template: Template

  /// The whole document.
  func whole(_ pair: Pair) -> DataLine {
    var bytes = Array(Markers.example.head.utf8)
    template.append(pair, to: &bytes)
    bytes.append(contentsOf: Markers.example.tail.utf8)
    return DataLine(prompt: [], completion: bytes)
  }

  /// The same document, parted before the white space in front of the answer.
  func parted(_ pair: Pair) -> DataLine {
    let question = question(pair)
    var completion = question.completion
    template.appendRest(pair, to: &completion)
    completion.append(contentsOf: Markers.example.tail.utf8)
    return DataLine(prompt: question.prompt, completion: completion)
  }

  /// What a model is asked, and the answer it should give.
  func question(_ pair: Pair) -> DataLine {
    var prompt = Array(Markers.example.head.utf8)
    let space = template.appendPrompt(pair, to: &prompt)
    return DataLine(prompt: prompt, completion: space + Array(pair.answer.utf8))
  }
}

/// The guidance documents of a dataset, one after the other.
///
/// Every pair is instructed once a repeat. The instructions come in a random order, realized and
/// unrealized mixed, and each document takes a random number of them; the last takes what is left.
struct GuidanceDocuments {
  /// Instructions in all documents.
  let instructions: Int

  private let phrasings: [Template]
  private let pairs: Int
  private let size: ClosedRange<Int>
  private let order: SeededPermutation
  private var sizes: SeededGenerator
  private var next = 0

  /// The documents of the parameters.
  init(_ parameters: DatasetParameters, phrasings: [Template]) {
    self.phrasings = phrasings
    pairs = parameters.realized + parameters.unrealized
    instructions = pairs * parameters.guidanceRepeats
    size = parameters.pairsPerDocument
    order = SeededPermutation(
      count: UInt64(instructions),
      seed: parameters.seed,
      stream: RandomStream.guidanceOrder
    )
    sizes = SeededGenerator(seed: parameters.seed, stream: RandomStream.documentSizes)
  }

  /// The next document; nil after the last.
  mutating func document(of source: any PairSource) throws(PairsFileError) -> DataLine? {
    guard next < instructions else { return nil }
    let end = min(instructions, next + sizes.next(in: size))
    var bytes = Array(Markers.guidance.head.utf8)
    for place in next..<end {
      if place > next { bytes.append(UInt8(ascii: "\n")) }
      let (turn, index) = Int(order[UInt64(place)]).quotientAndRemainder(dividingBy: pairs)
      let phrasing = phrasings[(index + turn) % phrasings.count]
      phrasing.append(try source.pair(at: index), to: &bytes)
    }
    bytes.append(contentsOf: Markers.guidance.tail.utf8)
    next = end
    return DataLine(prompt: [], completion: bytes)
  }
}

/// The independent random streams of a dataset's seed.
enum RandomStream {
  static let guidanceOrder: UInt64 = 1 << 32
  static let documentSizes: UInt64 = (1 << 32) + 1
  static let documentOrder: UInt64 = (1 << 32) + 2
}
