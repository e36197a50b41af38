import TestSupport

/// A line of a data file as a test reads it: with its own small reader, not the code under test.
struct ReadLine: Hashable {
  let prompt: String
  let completion: String

  /// Undoes the two escapes that the tests' texts need.
  init?(_ line: String) {
    let head = #"{"prompt": ""#
    let middle = #"", "completion": ""#
    guard line.hasPrefix(head), line.hasSuffix("\"}") else { return nil }
    let inner = line.dropFirst(head.count).dropLast(2)
    guard let cut = inner.range(of: middle) else { return nil }
    prompt = Self.unescaped(inner[..<cut.lowerBound])
    completion = Self.unescaped(inner[cut.upperBound...])
  }

  private static func unescaped(_ text: Substring) -> String {
    var result = ""
    var escaped = false
    for character in text {
      if escaped {
        result.append(character == "n" ? "\n" : character)
        escaped = false
      } else if character == "\\" {
        escaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}

extension Substring {
  fileprivate func range(of other: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
      start = index(after: start)
    }
    return nil
  }
}

extension TemporaryFolder {
  /// The lines of a data file.
  func dataLines(of name: String) -> [ReadLine?] {
    lines(of: name).map { ReadLine($0) }
  }
}
