import Crypto
import Providers
import System

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A training or validation file: one JSON object a line with a `prompt` and a `completion`.
struct PairFile: Sendable {
  /// One line of the file.
  struct Pair: Hashable, Sendable, Decodable {
    /// What is given.
    var prompt: String

    /// What is to be predicted after it.
    var completion: String
  }

  /// The most bytes that a line may have.
  static let longestLine = 1 << 20

  /// Where the file is, and the digest that its content must have.
  var file: DataFile

  /// Calls `body` with each pair and its line number, in the order of the file.
  ///
  /// - Throws: `ProviderError.file` with the line where the layout is not met, or where the
  ///   content is not that of the file's digest; what `body` throws.
  func forEachPair(
    _ body: (Pair, _ line: Int) throws(ProviderError) -> Void
  ) throws(ProviderError) {
    let decoder = JSONDecoder()
    var digest = SHA256()
    var reader: LineReader
    do {
      reader = try LineReader(file.path, longest: Self.longestLine)
    } catch {
      throw ProviderError(reading: error)
    }
    while let line = try next(of: &reader, onBlock: { digest.update(bufferPointer: $0) }) {
      try body(try pair(line, number: reader.number, decoder), reader.number)
    }
    let found = hexadecimal(digest.finalize())
    guard found == file.digest else {
      throw .file(
        path: file.path,
        problem: "has changed: its SHA-256 is \(found.prefix(12))… and was"
          + " \(file.digest.prefix(12))…; run again"
      )
    }
  }

  private func next(
    of reader: inout LineReader,
    onBlock: (UnsafeRawBufferPointer) -> Void
  ) throws(ProviderError) -> [UInt8]? {
    do throws(LineError) {
      return try reader.next(onBlock: onBlock)
    } catch .file(let error) {
      throw ProviderError(reading: error)
    } catch {
      let problem = "line \(reader.number + 1) has more than \(Self.longestLine) bytes"
      throw .file(path: file.path, problem: problem)
    }
  }

  private func pair(
    _ line: [UInt8],
    number: Int,
    _ decoder: JSONDecoder
  ) throws(ProviderError) -> Pair {
    do {
      return try decoder.decode(Pair.self, from: Data(line))
    } catch let error as DecodingError {
      throw .file(path: file.path, problem: "line \(number): \(Self.sentence(for: error))")
    } catch {
      throw .file(path: file.path, problem: "line \(number) cannot be read: \(error)")
    }
  }

  /// What is wrong with a line, in the words of the file's layout.
  private static func sentence(for error: DecodingError) -> String {
    let layout = "each line is one JSON object with 'prompt' and 'completion', both strings"
    return switch error {
    case .keyNotFound(let key, _): "'\(key.stringValue)' is missing; \(layout)"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      if let key = context.codingPath.last {
        "'\(key.stringValue)' is not a string; \(layout)"
      } else {
        "this is not an object; \(layout)"
      }
    default: "this is not JSON; \(layout)"
    }
  }
}
