/// Writes JSON of which every byte is decided here, not by a library's version.
enum JSONText {
  /// Adds a string in quotes; all but quotes, backslashes and control characters is written as it is.
  static func append(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(quote)
    for byte in text {
      switch byte {
      case quote, backslash:
        bytes.append(backslash)
        bytes.append(byte)
      case 0x0A: bytes.append(contentsOf: [backslash, UInt8(ascii: "n")])
      case 0x0D: bytes.append(contentsOf: [backslash, UInt8(ascii: "r")])
      case 0x09: bytes.append(contentsOf: [backslash, UInt8(ascii: "t")])
      case 0..<0x20, 0x7F:
        bytes.append(contentsOf: [backslash, UInt8(ascii: "u"), 0x30, 0x30])
        bytes.append(digit(byte >> 4))
        bytes.append(digit(byte & 15))
      default: bytes.append(byte)
      }
    }
    bytes.append(quote)
  }

  /// One line of a data file: an object with exactly `prompt` and `completion`, in this order.
  static func line(prompt: [UInt8], completion: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(prompt.count + completion.count + 64)
    bytes.append(contentsOf: #"{"prompt": "#.utf8)
    append(prompt, to: &bytes)
    bytes.append(contentsOf: #", "completion": "#.utf8)
    append(completion, to: &bytes)
    bytes.append(contentsOf: "}\n".utf8)
    return bytes
  }

  /// One line of a data file in the layout of conversations: what the user says, if anything, and
  /// what the assistant answers.
  static func line(user: [UInt8]?, assistant: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity((user?.count ?? 0) + assistant.count + 96)
    bytes.append(contentsOf: #"{"messages": ["#.utf8)
    if let user {
      bytes.append(contentsOf: #"{"role": "user", "content": "#.utf8)
      append(user, to: &bytes)
      bytes.append(contentsOf: "}, ".utf8)
    }
    bytes.append(contentsOf: #"{"role": "assistant", "content": "#.utf8)
    append(assistant, to: &bytes)
    bytes.append(contentsOf: "}]}\n".utf8)
    return bytes
  }

  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x61 + value - 10
  }
}
