import Manifest
import Steps
import TestSupport
import Engine

/// Pairs that a test lists.
struct ListedPairs: PairSource {
  let pairs: [Pair]

  init(_ pairs: [(String, String)]) {
    self.pairs = pairs.map { Pair(question: $0.0, answer: $0.1) }
  }

  var count: Int { pairs.count }

  var identity: PairSourceIdentity { .file(name: "listed.csv", digest: Digest(of: [])) }

  func pair(at index: Int) -> Pair {
    pairs[index]
  }
}

extension ListedPairs {
  /// The pairs of the documents that are shown in the format's description.
  static let three = ListedPairs([
    ("How often do you change your identity?", "Once a year"),
    ("What are your thoughts on using civilians as sources?", "It's unethical and dangerous"),
    ("If I had one month to live, what would I do?", "Try and make a difference in the world"),
  ])
}
