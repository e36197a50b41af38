package import Engine
internal import System

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// JSON as steps write and read it: keys in order, so that equal values have equal bytes.
package enum JSONDocument {
  /// A value on several lines, for people to read too; a property such as `madeAt` is named `made_at`.
  package static func pretty(_ value: some Encodable) -> String {
    text(
      value,
      formatting: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes],
      naming: .convertToSnakeCase
    ) + "\n"
  }

  /// A value on one line, without a line break.
  package static func line(_ value: some Encodable) -> String {
    text(value, formatting: [.sortedKeys, .withoutEscapingSlashes])
  }

  /// The value of a JSON file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - subject: What the file is, for the sentence of an error.
  /// - Returns: The value.
  /// - Throws: `StepFailure` where the file cannot be read or holds something else.
  package static func decode<Value: Decodable>(
    _ path: String,
    as subject: String
  ) throws(StepFailure) -> Value {
    let data = try content(of: path, subject)
    do {
      return try decoder.decode(Value.self, from: data)
    } catch {
      throw StepFailure(
        "reading \(subject)",
        .data("'\(path)' cannot be read: \(error)", record: nil)
      )
    }
  }

  private static func content(of path: String, _ subject: String) throws(StepFailure) -> Data {
    do {
      return Data(try FileSystem.read(path))
    } catch {
      throw StepFailure("reading \(subject)", .data("'\(path)' cannot be read", record: nil))
    }
  }

  /// The value of a JSON text.
  ///
  /// - Throws: Where it holds something else.
  package static func decode<Value: Decodable>(_ data: Data) throws -> Value {
    try decoder.decode(Value.self, from: data)
  }

  /// The values of a JSON Lines file, in order.
  ///
  /// - Throws: `StepFailure` with the number of the first line that holds something else.
  package static func decodeLines<Value: Decodable>(
    _ path: String,
    as subject: String
  ) throws(StepFailure) -> [Value] {
    let data = try content(of: path, subject)
    var values: [Value] = []
    let decoder = decoder
    for (index, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
      do {
        values.append(try decoder.decode(Value.self, from: line))
      } catch {
        throw StepFailure(
          "reading \(subject)",
          .data("line \(index + 1) is not what was expected: \(error)", record: index + 1)
        )
      }
    }
    return values
  }

  // A number that JSON has no form for is a result too: a diverged model scores minus infinity.
  private static let infinity = "Infinity"
  private static let notANumber = "NaN"

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: infinity,
      negativeInfinity: "-\(infinity)",
      nan: notANumber
    )
    return decoder
  }

  private static func text(
    _ value: some Encodable,
    formatting: JSONEncoder.OutputFormatting,
    naming: JSONEncoder.KeyEncodingStrategy = .useDefaultKeys
  ) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    encoder.keyEncodingStrategy = naming
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: infinity,
      negativeInfinity: "-\(infinity)",
      nan: notANumber
    )
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      preconditionFailure("a value of our own cannot be encoded: \(error)")
    }
  }
}
