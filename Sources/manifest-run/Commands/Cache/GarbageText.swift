import Engine
import Steps

/// What nothing needs any more, for people.
struct GarbageText {
  let garbage: Garbage
  let isRemoved: Bool

  init(_ garbage: Garbage, isRemoved: Bool) {
    self.garbage = garbage
    self.isRemoved = isRemoved
  }

  var text: String {
    guard !garbage.isEmpty else { return "nothing to remove\n" }
    return rows.joined() + "\n" + sentence + "\n"
  }

  /// One line for each thing that goes: its size and what it is.
  private var rows: [String] {
    var rows: [(size: String, name: String)] = []
    for object in garbage.objects { rows.append((Decimals.bytes(object.byteCount), name(object))) }
    // Their contents stay, since results that are kept have the same.
    let removed = Set(garbage.objects.map(\.digest))
    for record in garbage.records
    where !record.artifacts.contains(where: { removed.contains($0.digest) }) {
      rows.append(("–", "\(record.step), made in run \(record.run); its content stays in use"))
    }
    for found in garbage.quarantine {
      rows.append((Decimals.bytes(found.byteCount), "damaged \(lastName(found.path).prefix(12))"))
    }
    for found in garbage.scratch {
      rows.append(
        (Decimals.bytes(found.byteCount), "left by a killed run: \(lastName(found.path))")
      )
    }
    let width = rows.map(\.size.count).max() ?? 0
    return rows.map {
      String(repeating: " ", count: width - $0.size.count) + "\($0.size)  \($0.name)\n"
    }
  }

  private var sentence: String {
    let parts = [
      count(garbage.records.count, "result"), count(garbage.objects.count, "object"),
      count(garbage.quarantine.count, "damaged object"), count(garbage.scratch.count, "folder"),
    ].compactMap { $0 }
    let what = parts.joined(separator: ", ")
    let size = Decimals.bytes(garbage.byteCount)
    return isRemoved
      ? "removed \(what): \(size)" : "would remove \(what): \(size); --delete does it"
  }

  private func name(_ object: StoredObject) -> String {
    guard let last = object.uses.last else {
      return "\(object.digest.hexadecimal.prefix(12)), of no finished step"
    }
    return "\(object.names), made in run \(last.run)"
  }

  private func lastName(_ path: String) -> Substring {
    path.split(separator: "/").last ?? ""
  }

  private func count(_ number: Int, _ word: String) -> String? {
    number == 0 ? nil : "\(number) \(word)\(number == 1 ? "" : "s")"
  }
}

/// What `cache gc --json` prints; sizes are in bytes.
struct GarbageDocument: Encodable {
  struct Result: Encodable {
    var step: String
    var kind: String
    var key: String
    var run: Int

    /// What making it took.
    var seconds: Double
  }

  struct File: Encodable {
    var path: String
    var size: Int
  }

  let formatVersion = 1
  let removed: Bool
  let size: Int
  let results: [Result]
  let objects: [ObjectDocument]
  let quarantine: [File]
  let scratch: [File]
  let keptRuns: [Int]

  init(_ garbage: Garbage, isRemoved: Bool) {
    removed = isRemoved
    size = garbage.byteCount
    results = garbage.records.map {
      Result(
        step: $0.step.rawValue,
        kind: $0.kind.rawValue,
        key: $0.key.hexadecimal,
        run: $0.run.rawValue,
        seconds: $0.seconds
      )
    }
    objects = garbage.objects.map(ObjectDocument.init)
    quarantine = garbage.quarantine.map { File(path: $0.path, size: $0.byteCount) }
    scratch = garbage.scratch.map { File(path: $0.path, size: $0.byteCount) }
    keptRuns = garbage.keptRuns.map(\.rawValue).sorted()
  }

  enum CodingKeys: String, CodingKey {
    case formatVersion = "format_version"
    case removed, size, results, objects, quarantine, scratch
    case keptRuns = "kept_runs"
  }
}
