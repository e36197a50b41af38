import Engine
import Foundation
import Testing

struct CacheKeyTests {
  private let content = Digest(of: Array("content".utf8))

  private func key(
    _ parameters: [(String, FieldValue)] = [],
    kind: StepKind = "fine-tune",
    version: Int = 1,
    inputs: [CacheKey.Content] = [],
    files: [CacheKey.Content] = []
  ) -> CacheKey {
    var fingerprint = Fingerprint()
    for (name, value) in parameters { fingerprint.add(name, value) }
    return CacheKey(
      kind: kind,
      version: version,
      fingerprint: fingerprint,
      inputs: inputs,
      files: files
    )
  }

  private var full: CacheKey {
    key(
      [
        ("model", "curie"), ("epochs", .int(10)), ("multiplier", .double(0.4)),
        ("shuffled", .bool(false)), ("splits", .strings(["unrealized", "realized"])),
        ("range", .ints([2, 5])), ("weights", .doubles([0.5])),
      ],
      inputs: [.init(name: "train.jsonl", digest: content)],
      files: [.init(name: "pairs.csv", digest: content)]
    )
  }

  // A change here means that every existing record is lost: raise `CacheKey.currentFormat` with it.
  @Test func `the digest of a key never changes`() {
    #expect(
      full.digest.hexadecimal
        == "15c95eb16a51ee8f55dec8249d9f18230b1603f9c7655b1db9e684789108e9b1"
    )
  }

  @Test func `the order of parameters and of files does not matter`() {
    #expect(key([("a", .int(1)), ("b", .int(2))]) == key([("b", .int(2)), ("a", .int(1))]))
    let files: [CacheKey.Content] = [
      .init(name: "a", digest: content), .init(name: "b", digest: content),
    ]
    #expect(key(files: files).digest == key(files: files.reversed()).digest)
  }

  @Test func `keys that mean different things differ`() {
    let other = Digest(of: [])
    let keys = [
      key(), key(kind: "upload"), key(version: 2),
      key([("x", .int(10))]), key([("x", .double(10))]), key([("x", "10")]),
      key([("x", .bool(true))]), key([("x", .int(1))]), key([("x", .ints([1]))]),
      key([("x", .strings(["ab", "c"]))]), key([("x", .strings(["a", "bc"]))]),
      key([("x", .strings([]))]), key([("x", .ints([]))]), key([("x", "")]),
      key([("x", "a"), ("y", "b")]), key([("x", "ay"), ("b", "")]),
      key(inputs: [.init(name: "a", digest: content)]),
      key(inputs: [.init(name: "a", digest: other)]),
      key(inputs: [.init(name: "b", digest: content)]),
      key(files: [.init(name: "a", digest: content)]),
      key(inputs: [.init(name: "a", digest: content), .init(name: "a", digest: other)]),
      key(inputs: [.init(name: "a", digest: other), .init(name: "a", digest: content)]),
    ]
    #expect(Set(keys.map(\.digest)).count == keys.count)
  }

  @Test func `both zeros are one parameter`() {
    #expect(key([("x", .double(0))]).digest == key([("x", .double(-0.0))]).digest)
  }

  @Test func `the clear form reads back as the same key`() throws {
    let data = try JSONEncoder().encode(full)
    #expect(try JSONDecoder().decode(CacheKey.self, from: data) == full)
  }

  @Test func `a clear form that was tampered with is refused`() throws {
    let text = String(decoding: try JSONEncoder().encode(full), as: UTF8.self)
    let tampered = text.replacingOccurrences(of: "curie", with: "davinci")
    #expect(tampered != text)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(CacheKey.self, from: Data(tampered.utf8))
    }
  }

  @Test func `a field that is added twice is a programming error`() async {
    await #expect(processExitsWith: .failure) {
      var fingerprint = Fingerprint()
      fingerprint.add("epochs", 1)
      fingerprint.add("epochs", 1)
    }
  }

  @Test func `a number that is not finite is a programming error`() async {
    await #expect(processExitsWith: .failure) {
      var fingerprint = Fingerprint()
      fingerprint.add("rate", Double.nan)
    }
  }

  @Test func `differences name what changed`() {
    let other = Digest(of: [])
    let old = key(
      [("epochs", .int(10)), ("gone", .bool(true))],
      inputs: [.init(name: "train.jsonl", digest: content), .init(name: "a", digest: content)],
      files: [.init(name: "pairs.csv", digest: content)]
    )
    let new = key(
      [("epochs", .int(20)), ("added", "yes")],
      version: 2,
      inputs: [.init(name: "train.jsonl", digest: other), .init(name: "b", digest: content)],
      files: [.init(name: "pairs.csv", digest: other)]
    )
    #expect(
      new.differences(from: old).map(\.description) == [
        "the step's version changed from 1 to 2", "'added' is new: 'yes'",
        "'epochs' changed from 10 to 20", "'gone' is gone", "input 'train.jsonl' changed",
        "input 'a' is gone", "input 'b' is new", "file 'pairs.csv' changed",
      ]
    )
    #expect(new.differences(from: new).isEmpty)
  }
}

extension FieldValue: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self = .string(value) }
}
