/// The head of an answer.
enum HeaderLines {
  /// The headers of the lines of a head, of which the first is the status; a line that begins with
  /// a space goes on with the one before it.
  static func headers(_ head: String) -> [String: String] {
    var lines: [String] = []
    for line in head.split(whereSeparator: \.isNewline).dropFirst() {
      let words = line.split(omittingEmptySubsequences: true) { $0 == " " || $0 == "\t" }
        .joined(separator: " ")
      if line.first == " " || line.first == "\t", let last = lines.popLast() {
        lines.append("\(last) \(words)")
      } else {
        lines.append(words)
      }
    }
    let pairs = lines.compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      return (line[..<colon].lowercased(), String(value))
    }
    return Dictionary(pairs, uniquingKeysWith: { _, last in last })
  }
}
