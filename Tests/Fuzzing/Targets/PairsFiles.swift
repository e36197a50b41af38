internal import Foundation
@testable internal import Steps
internal import System

extension FuzzTarget {
  /// Files of pairs, in each of their formats.
  static let pairsFiles = FuzzTarget(name: "pairs-files") { bytes in
    for format in PairsFormat.allCases {
      if let problem = problem(bytes, as: format) { return "\(format): \(problem)" }
    }
    return nil
  }

  private static func problem(_ bytes: [UInt8], as format: PairsFormat) -> String? {
    let result = pairs(bytes, as: format)
    switch result {
    case .failure(let failure):
      let errors = failure.errors
      guard (1...PairsFile.mostProblems + 2).contains(errors.count) else {
        return "there are \(errors.count) errors"
      }
      let wrong = errors.first { ($0.line ?? 1) < 1 || ($0.column ?? 1) < 1 }
      return wrong.map { "an error has no place: \($0)" }
    case .success(let pairs):
      // What was read, written as JSON Lines, is read as the same.
      let lines = pairs.map { JSONDocument.line(["question": $0.question, "answer": $0.answer]) }
      let again = Self.pairs(Array(lines.joined(separator: "\n").utf8), as: .jsonLines)
      return (try? again.get()) == pairs ? nil : "pairs that are written again read as others"
    }
  }

  private static func pairs(
    _ bytes: [UInt8],
    as format: PairsFormat
  ) -> Result<[Pair], PairsFileErrors> {
    InputFile.with(bytes) { path in
      Result { () throws(PairsFileErrors) in
        let file = try PairsFile(path: path, name: "pairs\(format.rawValue)")
        return (0..<file.count).map { file.pair(at: $0) }
      }
    }
  }
}
