internal import System

#if canImport(FoundationEssentials)
private import FoundationEssentials
#else
private import Foundation
#endif

/// The folder of a step that is done in another process, which is all that the two sides share.
///
/// The owner of the run writes `order.json`. The worker leaves artifacts in `artifacts`, adds what it
/// tells to `news.jsonl`, and writes `end.json` last. What it asks is in `request.json`, and is answered
/// when the owner, or the next one, has put an `answer.json` of the same number beside it. Files other
/// than the news appear whole, by a change of name.
package struct StepFolder: Sendable {
  /// The absolute path.
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  /// The folder of the artifacts.
  package var artifacts: String { "\(path)/artifacts" }

  private enum Name {
    static let order = "order.json"
    static let news = "news.jsonl"
    static let request = "request.json"
    static let answer = "answer.json"
    static let end = "end.json"
  }

  /// How a step's work ended.
  package enum End: Codable, Hashable, Sendable {
    case made([ArtifactName])
    case failed(StepFailure)
  }

  /// One thing that the worker asks, with its number.
  private struct Question: Codable {
    var number: Int
    var request: StepRequest
  }

  /// The owner's answer to the question of the same number.
  private struct Reply: Codable {
    var number: Int
    var answer: StepAnswer?
    var failure: StepFailure?
  }
}

/// The owner's side.
extension StepFolder {
  /// Puts an order into the folder, which is empty.
  package func give(_ order: StepOrder) throws(StepFailure) {
    try StepFailure.writing("starting the step") { () throws(FileSystemError) in
      _ = try FileSystem.makeFolder(artifacts)
    }
    try write(order, to: Name.order)
  }

  /// Passes on what the worker has told since, and answers what it asks.
  ///
  /// - Parameters:
  ///   - owner: Who hears and answers.
  ///   - offset: How many bytes of the news are known.
  /// - Returns: How many are known now.
  /// - Throws: `StepFailure` where the folder cannot be read or written.
  package func attend(
    _ owner: any StepOwner,
    after offset: Int
  ) throws(StepFailure) -> Int {
    let news = try contents(of: Name.news, from: offset) ?? []
    // A line that is being written has no end yet.
    let known = news.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    for line in news[..<known].split(separator: UInt8(ascii: "\n")) {
      owner.hear(try decode(StepNews.self, Array(line), Name.news))
    }
    if let bytes = try contents(of: Name.request) {
      let question = try decode(Question.self, bytes, Name.request)
      guard try lastReply()?.number != question.number else { return offset + known }
      var reply = Reply(number: question.number)
      do {
        reply.answer = try owner.answer(question.request)
      } catch {
        reply.failure = error
      }
      try write(reply, to: Name.answer)
    }
    return offset + known
  }

  /// How the work ended; nil where it has not.
  package func end() throws(StepFailure) -> End? {
    try contents(of: Name.end).map { (bytes) throws(StepFailure) in
      try decode(End.self, bytes, Name.end)
    }
  }
}

/// The worker's side.
extension StepFolder {
  func order(for works: StepWorks) throws(StepFailure) -> StepOrder {
    guard let bytes = try contents(of: Name.order) else {
      throw StepFailure(
        "looking for the step's order",
        .storage("there is no file '\(path)/\(Name.order)'"),
        hint: "a run makes the folder, and calls this command itself"
      )
    }
    do {
      return try Self.decoder.decode(StepOrder.self, from: Data(bytes), configuration: works)
    } catch {
      throw Self.unreadable(Name.order, error)
    }
  }

  func tell(_ news: StepNews) throws(StepFailure) {
    do {
      let line = try Self.encoder.encode(news) + [UInt8(ascii: "\n")]
      try FileDescriptor("\(path)/\(Name.news)", for: .appending).write(Array(line))
    } catch {
      throw StepFailure("telling how far the step is", .storage("\(error)"))
    }
  }

  func ask(_ request: StepRequest, number: Int) throws(StepFailure) {
    try write(Question(number: number, request: request), to: Name.request)
  }

  /// The answer to the question of a number; nil where there is none yet.
  func answer(to number: Int) throws(StepFailure) -> StepAnswer? {
    guard let reply = try lastReply(), reply.number == number else { return nil }
    if let failure = reply.failure { throw failure }
    return reply.answer
  }

  /// The number of the last answer, which an earlier worker of the step may have had; 0 where there is none.
  func lastNumber() throws(StepFailure) -> Int { try lastReply()?.number ?? 0 }

  func finish(_ end: End) throws(StepFailure) {
    try write(end, to: Name.end)
  }
}

extension StepFolder {
  private func lastReply() throws(StepFailure) -> Reply? {
    try contents(of: Name.answer).map { (bytes) throws(StepFailure) in
      try decode(Reply.self, bytes, Name.answer)
    }
  }

  // A time that is left may be infinite.
  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf",
      negativeInfinity: "-inf",
      nan: "nan"
    )
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf",
      negativeInfinity: "-inf",
      nan: "nan"
    )
    return decoder
  }

  private func write(_ value: some Encodable, to name: String) throws(StepFailure) {
    let path = "\(path)/\(name)"
    let failure: FileSystemError
    do {
      try FileSystem.replace(path, with: Array(try Self.encoder.encode(value)))
      return
    } catch let error as FileSystemError {
      failure = error
    } catch {
      throw StepFailure("writing '\(name)'", .storage("it has no form as JSON: \(error)"))
    }
    throw StepFailure(writing: "writing '\(name)'", failure)
  }

  /// The bytes of a file; nil where there is none.
  private func contents(of name: String, from offset: Int = 0) throws(StepFailure) -> [UInt8]? {
    do {
      let file = try FileDescriptor("\(path)/\(name)", for: .reading)
      let size = try file.status().size - offset
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(0, size), alignment: 1)
      defer { buffer.deallocate() }
      return Array(buffer[..<(try file.read(into: buffer, from: offset))])
    } catch {
      if error.isMissing { return nil }
      throw StepFailure(writing: "reading '\(name)'", error)
    }
  }

  private func decode<Value: Decodable>(
    _ type: Value.Type,
    _ bytes: [UInt8],
    _ name: String
  ) throws(StepFailure) -> Value {
    do {
      return try Self.decoder.decode(type, from: Data(bytes))
    } catch {
      throw Self.unreadable(name, error)
    }
  }

  private static func unreadable(_ name: String, _ error: any Error) -> StepFailure {
    StepFailure(
      "reading '\(name)' of the step's folder",
      .data("it is not what this version writes: \(error)", record: nil),
      hint: "use one version of manifest-run for the run and its workers"
    )
  }
}
