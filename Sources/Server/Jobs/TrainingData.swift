import Crypto
import Providers
import System

/// A file of examples as a job's provider reads it: lines of `prompt` and `completion`.
struct TrainingData {
  /// The file to train on.
  var file: DataFile

  /// The lines of the client's file.
  var examples: Int

  /// What is wrong with a client's file.
  struct Problem: Error {
    var message: String
  }

  /// The most bytes of a line.
  static let longestLine = 16 << 20

  private static let layout =
    "each line is one JSON object with 'prompt' and 'completion', or with 'messages'"

  /// Checks every line, and writes conversations as prompts and completions beside the file.
  ///
  /// - Throws: `Problem` for a line that cannot be trained on; `FileSystemError`.
  static func prepare(_ record: FileRecord, at path: String) throws -> TrainingData {
    var lines = try LineReader(path, longest: longestLine)
    var examples = 0
    var converted: [UInt8] = []
    var isConversation: Bool?
    while let line = try next(of: &lines) {
      guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
      let place = "line \(lines.number) of the file \(record.id)"
      guard let json = JSON(parsing: line), case .object(let members) = json else {
        throw Problem(message: "\(place) is no JSON object; \(layout)")
      }
      let hasMessages = json["messages"] != nil
      let names = hasMessages ? ["messages"] : ["prompt", "completion"]
      if let other = members.first(where: { !names.contains($0.name) && $0.value != .null }) {
        throw Problem(message: "\(place) has '\(other.name)', which is not learned from; \(layout)")
      }
      guard isConversation == nil || isConversation == hasMessages else {
        throw Problem(message: "\(place) has another layout than the lines before it")
      }
      isConversation = hasMessages
      examples += 1
      if let messages = json["messages"] {
        converted += try conversation(messages, place)
      } else if json["prompt"]?.text == nil || json["completion"]?.text == nil {
        throw Problem(message: "\(place) lacks a string; \(layout)")
      }
    }
    var file = DataFile(
      name: record.filename,
      path: path,
      digest: record.digest,
      byteCount: record.byteCount
    )
    if isConversation == true {
      file.path += ".pairs"
      file.digest = hexadecimal(SHA256.hash(data: converted))
      file.byteCount = converted.count
      try FileSystem.replace(file.path, with: converted, permissions: 0o600)
    }
    return TrainingData(file: file, examples: examples)
  }

  private static func next(of lines: inout LineReader) throws -> [UInt8]? {
    do {
      return try lines.next()
    } catch .tooLong {
      throw Problem(message: "line \(lines.number + 1) is longer than \(longestLine) bytes")
    } catch .file(let error) {
      throw error
    }
  }

  private static func conversation(_ json: JSON, _ place: String) throws -> [UInt8] {
    do throws(APIError) {
      let pairs = ChatText.pairs(try ChatText.messages(json, forTraining: true))
      guard !pairs.isEmpty else {
        throw .invalid("there is no answer of the assistant to learn from")
      }
      return pairs.flatMap { pair in
        let line: JSON = ["prompt": .string(pair.prompt), "completion": .string(pair.completion)]
        return line.bytes + [0x0A]
      }
    } catch {
      throw Problem(message: "\(place): \(error.message)")
    }
  }
}
