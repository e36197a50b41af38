package import Engine

/// Where pairs come from: any of them by its number.
package protocol PairSource: Sendable {
  /// Pairs that can be had.
  var count: Int { get }

  /// What the pairs are, for the dataset card.
  var identity: PairSourceIdentity { get }

  /// The pair with the given number, which is below `count`.
  func pair(at index: Int) -> Pair

  /// The bytes of the longest question and answer together, or more.
  var longestPair: Int { get }

  /// The line of a file at which a pair stands; nil where there is no file.
  func line(at index: Int) -> Int?

  /// A number for the kind of answer that a pair's question asks for; answers of one kind fit each
  /// other's questions.
  func kind(at index: Int) -> Int
}

extension PairSource {
  /// One kind for all pairs, of which nothing is known.
  package func kind(at index: Int) -> Int { 0 }

  /// Of most sources nothing is known.
  package var longestPair: Int { .max }
  package func line(at index: Int) -> Int? { nil }
}

/// What a source of pairs is, so that the same pairs can be had again.
package enum PairSourceIdentity: Hashable, Sendable {
  /// The built-in pairs of a version.
  case builtin(version: Int)

  /// A file with the name the manifest gives it, and the digest of its bytes.
  case file(name: String, digest: Digest)
}
