import Engine
import Report
import Steps

/// Results and files that nothing needs any more, as text for people.
struct GarbageText {
  let garbage: Garbage
  let isRemoved: Bool

  var text: String {
    guard !garbage.isEmpty else { return "nothing to remove\n" }
    let lines = TextColumns(rightAligned: [0], rows: rows).lines
    return (lines + ["", sentence]).map { $0 + "\n" }.joined()
  }

  /// One line for each thing that goes: its size and what it is.
  private var rows: [[String]] {
    var rows = garbage.objects.map { [Decimals.bytes($0.byteCount), name($0)] }
    // Their contents stay, since results that are kept have the same.
    let removed = Set(garbage.objects.map(\.digest))
    for record in garbage.records
    where !record.artifacts.contains(where: { removed.contains($0.digest) }) {
      rows.append(["–", "\(record.step), made in run \(record.run); its content stays in use"])
    }
    for found in garbage.quarantine {
      rows.append([Decimals.bytes(found.byteCount), "damaged \(lastName(found.path).prefix(12))"])
    }
    for found in garbage.scratch {
      rows.append(
        [Decimals.bytes(found.byteCount), "left by a killed run: \(lastName(found.path))"]
      )
    }
    for found in garbage.state {
      rows.append([Decimals.bytes(found.byteCount), "of a provider: \(stateName(found.path))"])
    }
    return rows
  }

  private var sentence: String {
    let parts = [
      count(garbage.records.count, "result"), count(garbage.objects.count, "object"),
      count(garbage.quarantine.count, "damaged object"), count(garbage.scratch.count, "folder"),
      count(garbage.state.count, "file or folder of providers", "files and folders of providers"),
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

  /// The end of a path: the provider, and the file or folder.
  private func stateName(_ path: String) -> String {
    path.split(separator: "/").drop { $0 != "state" }.dropFirst()
      .map { $0.count == 64 ? $0.prefix(12) : $0 }.joined(separator: "/")
  }

  private func count(_ number: Int, _ word: String, _ plural: String? = nil) -> String? {
    guard number > 0 else { return nil }
    guard let plural, number > 1 else { return Decimals.counted(number, word) }
    return "\(Decimals.grouped(number)) \(plural)"
  }
}

extension Garbage {
  /// What `cache gc --json` prints; sizes are in bytes.
  func document(isRemoved: Bool) -> JSONObject {
    func files(_ found: [(path: String, byteCount: Int)]) -> [JSONObject] {
      found.map { ["path": $0.path, "size": $0.byteCount] }
    }
    return [
      "format_version": 1,
      "removed": isRemoved,
      "size": byteCount,
      "results": records.map { record -> JSONObject in
        [
          "step": record.step,
          "kind": record.kind,
          "key": record.key,
          "run": record.run,
          // What making it took.
          "seconds": record.seconds,
        ]
      },
      "objects": objects.map(\.document),
      "quarantine": files(quarantine),
      "scratch": files(scratch),
      "state": files(state),
      "kept_runs": keptRuns.sorted(),
    ]
  }
}
