internal import Diagnostics

/// Where a value comes from, in the words of whoever asks.
package enum ValuePlace: Hashable, Sendable {
  /// A line of a file, both counted from 1.
  case file(String, line: Int, column: Int)

  /// An option of the command line, as it was typed.
  case option(String)

  /// The format's default.
  case formatDefault
}

extension ValuePlace: CustomStringConvertible {
  /// The place in a few words: `m.yaml:3`, `--set fine-tune.epochs=20` or `default`.
  package var description: String {
    switch self {
    case .file(let name, let line, _): "\(name):\(line)"
    case .option(let text): "\(Override.sourceName) \(text)"
    case .formatDefault: "default"
    }
  }
}

extension ResolvedValue {
  /// Where the value comes from.
  package var place: ValuePlace {
    guard let range else { return .formatDefault }
    guard range.file.name != Override.sourceName else { return .option(range.file.text) }
    let start = range.start
    return .file(range.file.name, line: start.line, column: start.column)
  }
}
