import Crypto
import Providers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

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

  private static let layout =
    "each line is one JSON object with 'prompt' and 'completion', or with 'messages'"

  /// Checks every line, and writes conversations as prompts and completions beside the file.
  ///
  /// - Throws: `Problem` for a line that cannot be trained on; `DiskError`.
  static func prepare(_ record: FileRecord, at path: String) throws -> TrainingData {
    var lines = try JSONLines(path: path)
    var examples = 0
    var converted: [UInt8] = []
    var isConversation: Bool?
    while let line = try lines.next() {
      guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
      let place = "line \(lines.number) of the file \(record.id)"
      guard let json = JSON(parsing: Array(line)), case .object(let members) = json else {
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
      } else {
        guard json["prompt"]?.text != nil, json["completion"]?.text != nil else {
          throw Problem(message: "\(place) lacks a string; \(layout)")
        }
      }
    }
    if isConversation == true {
      let pairs = path + ".pairs"
      try Disk.write(converted, to: pairs)
      let digest = hexadecimal(SHA256.hash(data: converted))
      let file = DataFile(
        name: record.filename,
        path: pairs,
        digest: digest,
        byteCount: converted.count
      )
      return TrainingData(file: file, examples: examples)
    }
    let file = DataFile(
      name: record.filename,
      path: path,
      digest: record.digest,
      byteCount: record.byteCount
    )
    return TrainingData(file: file, examples: examples)
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

/// The lines of a file, one at a time.
struct JSONLines: ~Copyable {
  /// The most bytes of a line.
  static let longestLine = 16 << 20

  /// The number of the line that was read last, from 1.
  private(set) var number = 0

  private let path: String
  private let file: Int32
  private var block = [UInt8](repeating: 0, count: 1 << 16)
  private var rest: ArraySlice<UInt8> = []
  private var isAtEnd = false

  /// Opens a file.
  init(path: String) throws(DiskError) {
    self.path = path
    file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw DiskError("opening", path) }
  }

  deinit { close(file) }

  /// The next line without its end; nil after the last.
  mutating func next() throws -> ArraySlice<UInt8>? {
    var searched = rest.startIndex
    while true {
      if let end = rest[searched...].firstIndex(of: 0x0A) {
        let line = rest[..<end]
        rest = rest[(end + 1)...]
        number += 1
        return line
      }
      guard !isAtEnd else {
        guard !rest.isEmpty else { return nil }
        defer { rest = [] }
        number += 1
        return rest
      }
      guard rest.count <= Self.longestLine else {
        throw TrainingData.Problem(
          message: "line \(number + 1) is longer than \(Self.longestLine) bytes"
        )
      }
      let count = Disk.read(file, into: &block)
      guard count >= 0 else { throw DiskError("reading", path) }
      isAtEnd = count == 0
      let known = rest.count
      rest = ArraySlice(rest + block[..<count])
      searched = rest.startIndex + known
    }
  }
}
