#if canImport(FoundationEssentials)
private import FoundationEssentials
#else
private import Foundation
#endif

/// What a shared cache keeps of a finished step under its key, as JSON.
struct SharedEntry: Codable, Hashable, Sendable {
  static let currentFormat = 1

  /// The most bytes of an entry that are read.
  static let sizeLimit = 16 << 20

  struct Output: Codable, Hashable, Sendable {
    var name: ArtifactName
    var digest: Digest

    /// In bytes.
    var size: Int
  }

  var format = currentFormat

  /// The key in clear, so that the entry of another key is told from it.
  var key: CacheKey
  var step: StepID
  var outputs: [Output]

  /// What making them took.
  var seconds: Double
  var toolVersion: String

  /// In seconds since 1970.
  var madeAt: Double

  /// Who made them, as in `anna@node3`.
  var maker: String

  enum CodingKeys: String, CodingKey {
    case format, key, step, outputs, seconds, maker
    case toolVersion = "tool_version"
    case madeAt = "made_at"
  }

  init(_ record: StepRecord, key: CacheKey, maker: String) {
    self.key = key
    step = record.step
    outputs = record.artifacts.map { .init(name: $0.name, digest: $0.digest, size: $0.byteCount) }
    seconds = record.seconds
    toolVersion = record.toolVersion
    madeAt = record.madeAt
    self.maker = maker
  }

  /// Reads the entry of a key; nil where the bytes are something else.
  ///
  /// Whoever may write to the store may write anything: numbers and texts are in bounds within which
  /// they can be added up and shown.
  init?(_ bytes: [UInt8], of key: Digest) {
    guard
      bytes.count <= Self.sizeLimit,
      let entry = try? JSONDecoder().decode(Self.self, from: Data(bytes)),
      entry.format == Self.currentFormat, entry.key.digest == key,
      Self.seconds.contains(entry.seconds), Self.seconds.contains(entry.madeAt),
      entry.outputs.allSatisfy({ $0.name.isFileName && Self.sizes.contains($0.size) }),
      Set(entry.outputs.map(\.name)).count == entry.outputs.count,
      ([entry.step.rawValue, entry.toolVersion, entry.maker] + entry.outputs.map(\.name.rawValue))
        .allSatisfy(Self.isOneLine)
    else { return nil }
    self = entry
  }

  /// What a content may have, in bytes: of as many outputs as fit into an entry the sum is a number too.
  private static let sizes = 0...(1 << 43)

  /// What a step may take, and the times at which it may have been made: some three hundred years.
  private static let seconds = 0.0...1e10

  /// Whether a text can be shown on a terminal as it is, in a part of a line.
  private static func isOneLine(_ text: String) -> Bool {
    text.utf8.count <= 1024
      && !text.unicodeScalars.contains { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
      }
  }

  /// The form in which the entry is kept.
  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(self))
    } catch {
      preconditionFailure("an entry of our own cannot be encoded: \(error)")
    }
  }

  /// The record that a workspace keeps of it.
  func record(from cache: String, run: RunID) -> StepRecord {
    StepRecord(
      key: key.digest,
      step: step,
      kind: key.kind,
      artifacts: outputs.map { Artifact(name: $0.name, digest: $0.digest, byteCount: $0.size) },
      seconds: seconds,
      toolVersion: toolVersion,
      madeAt: madeAt,
      run: run,
      origin: RecordOrigin(cache: cache, maker: maker)
    )
  }
}
