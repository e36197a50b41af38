/// A key that is shown nowhere.
package struct Secret: Sendable {
  private let value: String

  package init(_ value: String) {
    self.value = value
  }

  /// The value of the header that proves who asks.
  var authorization: String { "Bearer \(value)" }

  /// Whether a header can hold it.
  var isSendable: Bool {
    !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  /// A text with every occurrence of the key replaced by `<key>`.
  func redacted(in text: String) -> String {
    // A short one is no secret but a word for services that want any; parts of words are not it.
    guard value.count >= 8 else { return redactedAsWord(in: text) }
    // Services quote a wrong key, some with its middle left out.
    let ends = [value, String(value.prefix(8)), String(value.suffix(6))]
    return ends.reduce(text) { $0.replacing($1, with: "<key>") }
  }

  private func redactedAsWord(in text: String) -> String {
    guard !value.isEmpty else { return text }
    var result = ""
    var rest = text[...]
    while let place = rest.firstRange(of: value) {
      let before = text[..<place.lowerBound].last
      let isWord = ![before, rest[place.upperBound...].first].contains {
        $0.map { $0.isLetter || $0.isNumber } ?? false
      }
      result += rest[..<place.lowerBound] + (isWord ? "<key>" : value)
      rest = rest[place.upperBound...]
    }
    return result + rest
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "<key>" }
  package var debugDescription: String { "<key>" }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
