import Providers

/// The text that a model has produced after one prompt so far, and whether it has ended.
struct Continuation {
  private let stop: [[UInt8]]
  private let maximumTokens: Int
  private var reader: TokenReader
  private var bytes: [UInt8] = []

  /// Where the text of each token starts in the bytes.
  private var starts: [Int] = []

  /// Whether a stop sequence was taken off.
  private var isCut = false

  /// How many bytes were taken as text already.
  private var takenCount = 0

  /// The tokens so far, without the document's end.
  private(set) var tokens: [Int32] = []

  /// Why the continuation has ended, or nil while it goes on.
  private(set) var finishReason: Completion.FinishReason?

  /// An empty continuation of what a reader has read.
  init(_ decoding: Decoding, after reader: TokenReader) {
    stop = decoding.stop.map { Array($0.utf8) }
    maximumTokens = decoding.maximumTokens
    self.reader = reader
  }

  /// The text and the reason of its end; of a continuation that goes on, the reason is its length.
  var completion: Completion {
    Completion(text: String(decoding: bytes, as: UTF8.self), finishReason: finishReason ?? .length)
  }

  /// The tokens that the text is made of: without those that stand wholly in a stop sequence.
  var textTokens: ArraySlice<Int32> {
    isCut ? tokens.prefix(starts.prefix { $0 < bytes.count }.count) : tokens[...]
  }

  /// Adds a token, and ends at the end of the document, at a stop sequence, or at the length.
  mutating func append(_ token: Int32) {
    guard token != Vocabulary.end else {
      finishReason = .stop
      return
    }
    let known = bytes.count
    bytes += reader.bytes(of: token)
    tokens.append(token)
    starts.append(known)
    if let start = firstStop(since: known) {
      bytes.removeSubrange(start...)
      isCut = true
      finishReason = .stop
    } else if tokens.count == maximumTokens {
      finishReason = .length
    }
  }

  /// The further text that nothing to come can change; all of the rest at the end.
  ///
  /// What may begin a stop sequence, or is a part of a character, waits.
  mutating func takeSettledText() -> String {
    var end = bytes.count
    if finishReason == nil {
      end -= longestStopBeginning()
      end -= Self.unfinishedCharacter(bytes[takenCount..<max(end, takenCount)])
    }
    guard end > takenCount else { return "" }
    defer { takenCount = end }
    return String(decoding: bytes[takenCount..<end], as: UTF8.self)
  }

  /// The length of the longest end of the text with which a stop sequence begins.
  private func longestStopBeginning() -> Int {
    stop.reduce(0) { longest, sequence in
      let most = min(sequence.count - 1, bytes.count)
      guard longest < most else { return longest }
      return stride(from: most, to: longest, by: -1).first {
        bytes.suffix($0).elementsEqual(sequence.prefix($0))
      } ?? longest
    }
  }

  /// The bytes at the end of a text that may become a character with further ones.
  private static func unfinishedCharacter(_ text: ArraySlice<UInt8>) -> Int {
    for count in 1..<4 where count <= text.count {
      switch text[text.endIndex - count] {
      case 0x80..<0xC0: continue
      case 0xC2..<0xE0: return count < 2 ? count : 0
      case 0xE0..<0xF0: return count < 3 ? count : 0
      case 0xF0..<0xF5: return count < 4 ? count : 0
      default: return 0
      }
    }
    return 0
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
