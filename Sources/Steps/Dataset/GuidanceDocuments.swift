/// The guidance documents of a dataset, one after the other.
///
/// Every guided pair is instructed once a repeat for each persona. The instructions of a persona come
/// in a random order, realized and unrealized mixed, and each document takes a random number of them;
/// the last takes what is left. A document is for one persona alone, and documents of several personas
/// come in a random order, each as likely to be next as it has instructions left.
struct GuidanceDocuments {
  /// Instructions in all documents.
  let instructions: Int

  /// The numbers of the pairs in the document that was given last.
  private(set) var lastPairs: [Int] = []

  private let pairs: GuidedPairs
  private let phrasings: [Template]
  private let size: ClosedRange<Int>
  private var queues: [Queue]
  private var turns: SeededGenerator

  /// The instructions of one persona that are not in a document yet.
  private struct Queue {
    let persona: Int
    let name: String
    let numbers: Range<Int>
    let order: SeededPermutation
    var sizes: SeededGenerator
    var next = 0
    let count: Int

    var left: Int { count - next }
  }

  /// The documents of the parameters.
  init(_ parameters: DatasetParameters, phrasings: [Template], pairs: GuidedPairs) {
    self.pairs = pairs
    self.phrasings = phrasings
    size = parameters.pairsPerDocument
    let numbers = parameters.guidedPairs
    let count = numbers.count * parameters.guidanceRepeats
    queues = (0..<parameters.answersPerQuestion).map { persona in
      Queue(
        persona: persona,
        name: parameters.personas.isEmpty ? "" : parameters.personas[persona],
        numbers: numbers,
        order: SeededPermutation(
          count: UInt64(count),
          seed: parameters.seed,
          stream: RandomStream.stream(RandomStream.guidanceOrder, of: persona)
        ),
        sizes: SeededGenerator(
          seed: parameters.seed,
          stream: RandomStream.stream(RandomStream.documentSizes, of: persona)
        ),
        count: count
      )
    }
    instructions = count * queues.count
    turns = SeededGenerator(seed: parameters.seed, stream: RandomStream.personaTurns)
  }

  /// The next document; nil after the last.
  mutating func document() -> DataLine? {
    guard let turn = nextQueue() else { return nil }
    let end = min(queues[turn].count, queues[turn].next + queues[turn].sizes.next(in: size))
    let queue = queues[turn]
    var bytes = Array(Markers.guidance.head.utf8)
    lastPairs.removeAll(keepingCapacity: true)
    for place in queue.next..<end {
      if place > queue.next { bytes.append(UInt8(ascii: "\n")) }
      let (turn, number) = Int(queue.order[UInt64(place)])
        .quotientAndRemainder(dividingBy: queue.numbers.count)
      let index = queue.numbers.lowerBound + number
      lastPairs.append(index)
      let phrasing = phrasings[(index + turn) % phrasings.count]
      phrasing.append(pairs.guided(index, for: queue.persona), for: queue.name, to: &bytes)
    }
    bytes.append(contentsOf: Markers.guidance.tail.utf8)
    queues[turn].next = end
    return DataLine(prompt: [], completion: bytes)
  }

  /// The queue that the next document is taken from; nil where all are empty.
  private mutating func nextQueue() -> Int? {
    let left = queues.reduce(0) { $0 + $1.left }
    guard left > 0 else { return nil }
    guard queues.count > 1 else { return 0 }
    var drawn = Int(turns.next(below: UInt64(left)))
    return queues.firstIndex { queue in
      defer { drawn -= queue.left }
      return drawn < queue.left
    }
  }
}

/// The independent random streams of a dataset's seed.
enum RandomStream {
  static let guidanceOrder: UInt64 = 1 << 32
  static let documentSizes: UInt64 = (1 << 32) + 1
  static let documentOrder: UInt64 = (1 << 32) + 2
  static let realizedAnswers: UInt64 = (1 << 32) + 3
  static let unrealizedAnswers: UInt64 = (1 << 32) + 4
  static let personaTurns: UInt64 = (1 << 32) + 5

  /// A stream that each persona has for itself; the first has that of a dataset without personas.
  static func stream(_ stream: UInt64, of persona: Int) -> UInt64 {
    stream + UInt64(persona) << 16
  }
}
