internal import System

/// Writes JSON of which every byte is decided here, not by a library's version.
enum JSONText {
  /// One line of a data file: an object with exactly `prompt` and `completion`, in this order.
  static func line(prompt: [UInt8], completion: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(prompt.count + completion.count + 64)
    bytes.append(contentsOf: #"{"prompt": "#.utf8)
    JSON.append(prompt, to: &bytes)
    bytes.append(contentsOf: #", "completion": "#.utf8)
    JSON.append(completion, to: &bytes)
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
      JSON.append(user, to: &bytes)
      bytes.append(contentsOf: "}, ".utf8)
    }
    bytes.append(contentsOf: #"{"role": "assistant", "content": "#.utf8)
    JSON.append(assistant, to: &bytes)
    bytes.append(contentsOf: "}]}\n".utf8)
    return bytes
  }
}
