import Providers

/// The text that a model has produced after one prompt so far, and whether it has ended.
struct Continuation {
  private let stop: [[UInt8]]
  private let maximumTokens: Int
  private var bytes: [UInt8] = []

  /// The tokens so far, without the document's end.
  private(set) var tokens: [Int32] = []

  /// Why the continuation has ended, or nil while it goes on.
  private(set) var finishReason: Completion.FinishReason?

  /// An empty continuation.
  init(_ decoding: Decoding) {
    stop = decoding.stop.map { Array($0.utf8) }
    maximumTokens = decoding.maximumTokens
  }

  /// The text and the reason of its end; of a continuation that goes on, the reason is its length.
  var completion: Completion {
    Completion(text: String(decoding: bytes, as: UTF8.self), finishReason: finishReason ?? .length)
  }

  /// The tokens that the text is made of: without those that stand wholly in a stop sequence.
  func textTokens(_ vocabulary: Vocabulary) -> ArraySlice<Int32> {
    var length = 0
    return tokens.prefix { token in
      defer { length += vocabulary.bytes(of: token).count }
      return length < bytes.count
    }
  }

  /// Adds a token, and ends at the end of the document, at a stop sequence, or at the length.
  mutating func append(_ token: Int32, _ vocabulary: Vocabulary) {
    guard token != Vocabulary.end else {
      finishReason = .stop
      return
    }
    let known = bytes.count
    bytes += vocabulary.bytes(of: token)
    tokens.append(token)
    if let start = firstStop(since: known) {
      bytes.removeSubrange(start...)
      finishReason = .stop
    } else if tokens.count == maximumTokens {
      finishReason = .length
    }
  }

  /// Where the earliest stop sequence starts that ends after the first `known` bytes.
  private func firstStop(since known: Int) -> Int? {
    stop.compactMap { sequence -> Int? in
      let first = max(0, known - sequence.count + 1)
      guard first + sequence.count <= bytes.count else { return nil }
      return (first...bytes.count - sequence.count).first {
        bytes[$0..<$0 + sequence.count].elementsEqual(sequence)
      }
    }.min()
  }
}
