@testable internal import Engine
internal import Report
internal import Steps

extension FuzzTarget {
  /// Entries of a shared cache, in which everybody who may write there can write anything.
  static let sharedEntries = FuzzTarget(name: "shared-entries") { bytes in
    guard let entry = SharedEntry(bytes, of: sharedKey.digest) else { return nil }
    guard SharedEntry(entry.bytes, of: sharedKey.digest) == entry else {
      return "an entry that is written again reads as another one"
    }
    let record = entry.record(from: "a cache", run: .elsewhere)
    // What a plan, a run and a collection of garbage do with the numbers.
    let sum = record.artifacts.reduce(0) { $0 + $1.byteCount }
    let texts = [
      Decimals.bytes(sum), Decimals.duration(record.seconds), Decimals.fixed(record.madeAt, 3),
    ]
    return texts.contains("") ? "a number has no text" : nil
  }

  /// The key whose entries are read; the inputs to begin with have it.
  static let sharedKey = CacheKey(
    format: CacheKey.currentFormat,
    kind: "fine-tune",
    version: 1,
    parameters: ["epochs": .int(10), "model": .string("ada"), "rate": .double(0.4)],
    inputs: [.init(name: "train.jsonl", digest: Digest(of: "train".utf8))],
    files: []
  )
}
