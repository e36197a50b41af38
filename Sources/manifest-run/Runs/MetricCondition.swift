import Diagnostics
import Manifest
import Metrics
import Report
import Steps
import System

/// A condition on what a run measured: `exact-match>0.9`, or with qualifiers in brackets
/// `exact-match[unrealized,curie]>0.9` and `exact-match[split=realized,seed=0]>=0.99`.
///
/// A run meets it where one of its results is of the metric, has all that the brackets say, and
/// compares as asked.
struct MetricCondition: Equatable {
  /// How a value is compared.
  enum Comparison: String, CaseIterable {
    // Longer signs come first, since they begin with shorter ones.
    case notLess = ">="
    case notGreater = "<="
    case different = "!="
    case greater = ">"
    case less = "<"
    case equal = "="
  }

  /// What a result must have.
  enum Qualifier: Equatable {
    case split(String)
    case model(String)
    case provider(String)
    case seed(Int)

    /// What the matrix gives to a key, named by its path or the last parts of that.
    case variant(String, String)
  }

  /// Why a text is no condition, as a sentence.
  struct Problem: Error, Equatable {
    var sentence: String
  }

  var metric: String
  var qualifiers: [Qualifier] = []
  var comparison: Comparison
  var value: Double

  /// Whether a result meets it.
  func isMet(by result: Measurement) -> Bool {
    guard isAbout(result) else { return false }
    switch comparison {
    case .notLess: return result.value >= value
    case .notGreater: return result.value <= value
    case .different: return result.value != value
    case .greater: return result.value > value
    case .less: return result.value < value
    case .equal: return result.value == value
    }
  }

  /// Whether a result is of the metric and has what the brackets say.
  func isAbout(_ result: Measurement) -> Bool {
    result.metric == metric
      && qualifiers.allSatisfy { qualifier in
        switch qualifier {
        case .split(let split): result.split == split
        case .model(let model): Glob.matches(model, result.model)
        case .provider(let provider): Glob.matches(provider, result.provider)
        case .seed(let seed): result.seed == seed
        case .variant(let key, let value): result.hasVariant(key, value)
        }
      }
  }
}

extension MetricCondition {
  /// Reads a condition.
  ///
  /// - Throws: `Problem` with what is wrong and what is allowed.
  init(_ text: String) throws(Problem) {
    let afterBrackets = text.lastIndex(of: "]").map { text.index(after: $0) } ?? text.startIndex
    let tail = text[afterBrackets...]
    guard
      let place = tail.firstIndex(where: { ">=<!".contains($0) }),
      let sign = Comparison.allCases.first(where: { tail[place...].hasPrefix($0.rawValue) })
    else {
      throw Problem(
        sentence:
          "'\(text)' compares with nothing; write a metric, a sign (>, >=, <, <=, =, !=) and a "
          + "number, as in 'exact-match>0.9'"
      )
    }
    let number = tail[place...].dropFirst(sign.rawValue.count).trimmed
    guard let value = Double(number), !value.isNaN else {
      throw Problem(sentence: "'\(number)' in '\(text)' is no number")
    }
    comparison = sign
    self.value = value
    let subject = text[..<place]
    let open = subject.firstIndex(of: "[")
    metric = subject[..<(open ?? subject.endIndex)].trimmed
    try Self.check(metric, in: text)
    guard let open else { return }
    guard subject.trimmed.hasSuffix("]") else {
      throw Problem(sentence: "'\(text)' has '[' and no ']' before the sign")
    }
    let inner = subject[subject.index(after: open)...].trimmed.dropLast()
    for part in inner.split(separator: ",", omittingEmptySubsequences: false) {
      qualifiers.append(try Self.qualifier(part.trimmed, in: text))
    }
  }

  private static func check(_ metric: String, in text: String) throws(Problem) {
    let known = Metric.all.map(\.name)
    guard !known.contains(metric) else { return }
    let closest = ClosestMatch.closest(to: metric, among: known)
    let help = closest.map { "; did you mean '\($0)'?" } ?? ""
    throw Problem(
      sentence: "there is no metric '\(metric)'; the metrics are "
        + known.map { "'\($0)'" }.joined(separator: ", ") + help
    )
  }

  private static func qualifier(_ word: String, in text: String) throws(Problem) -> Qualifier {
    let splits = Manifest.Split.allCases.map(\.rawValue)
    guard let sign = word.firstIndex(of: "=") else {
      guard !word.isEmpty else {
        throw Problem(sentence: "'\(text)' has an empty place in its brackets")
      }
      // A word alone is a split where it is one, else a model.
      return splits.contains(word) ? .split(word) : .model(word)
    }
    let (key, value) = (word[..<sign].trimmed, word[word.index(after: sign)...].trimmed)
    switch key {
    case "split":
      guard splits.contains(value) else {
        throw Problem(
          sentence: "there is no split '\(value)'; the splits are "
            + splits.map { "'\($0)'" }.joined(separator: ", ")
        )
      }
      return .split(value)
    case "model": return .model(value)
    case "provider": return .provider(value)
    case "seed":
      guard let seed = Int(value) else { throw Problem(sentence: "'\(value)' is no seed") }
      return .seed(seed)
    default:
      let qualifiers = ["split", "model", "provider", "seed"]
      if let closest = ClosestMatch.closest(to: key, among: qualifiers) {
        throw Problem(
          sentence: "'\(key)' in '\(text)' is nothing that results have; did you mean '\(closest)'?"
        )
      }
      guard !key.isEmpty else { throw Problem(sentence: "'\(text)' has nothing before '='") }
      return .variant(key, value)
    }
  }
}

extension Measurement {
  /// Whether the matrix gives such a value to a key.
  fileprivate func hasVariant(_ key: String, _ value: String) -> Bool {
    let names = ShortNames(of: variant.keys)
    return variant.contains { names.matches(key, $0.key) && Glob.matches(value, $0.value) }
  }
}

extension Substring {
  /// The text without white space at its ends.
  fileprivate var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
