internal import Diagnostics

/// A place in which two manifests say different things, composed and with defaults filled in.
package struct ManifestDifference: Sendable {
  /// What differs.
  package enum Subject: Hashable, Sendable {
    /// The value of a key, by the key's path.
    case key(String)

    /// The values that a matrix tries for a key path.
    case axis(String)
  }

  package var subject: Subject

  /// The value in the first manifest; nil where it has none.
  package var before: ResolvedValue?

  /// The value in the second manifest; nil where it has none.
  package var after: ResolvedValue?

  /// Whether both are lists of the same items in another order, which may mean nothing.
  package var isReordering = false

  /// The path as it is shown, such as `fine-tune.epochs` or `matrix.fine-tune.epochs`.
  package var path: String {
    switch subject {
    case .key(let path): path
    case .axis(let path): "matrix.\(path)"
    }
  }
}

extension Manifest {
  /// The differences between this manifest and a later one, in the order of the format.
  ///
  /// Comments, the order of keys and whether a default is written out make none.
  package func differences(to later: Manifest) -> [ManifestDifference] {
    var differences: [ManifestDifference] = []
    Self.compare(values, later.values, at: "", into: &differences)
    let paths = Set((matrix.axes + later.matrix.axes).map(\.path.text)).sorted()
    for path in paths {
      let axes = (matrix.axis(path), later.matrix.axis(path))
      // Two choices may be written differently and mean the same once defaults are filled in.
      let choices = (axes.0.meanings, axes.1.meanings)
      guard choices.0 != choices.1 else { continue }
      differences.append(
        ManifestDifference(
          subject: .axis(path),
          before: axes.0?.resolved,
          after: axes.1?.resolved,
          isReordering: choices.0.sorted(by: Self.precedes) == choices.1.sorted(by: Self.precedes)
        )
      )
    }
    return differences
  }

  private static func compare(
    _ before: ResolvedValue?,
    _ after: ResolvedValue?,
    at path: String,
    into differences: inout [ManifestDifference]
  ) {
    switch (before?.content, after?.content) {
    case (.mapping(let entries)?, .mapping(let others)?):
      let names = merged(entries.map(\.key), others.map(\.key))
      for name in names {
        let keyPath = path.isEmpty ? name : "\(path).\(name)"
        compare(before?[name], after?[name], at: keyPath, into: &differences)
      }
    case (.list(let items)?, .list(let others)?):
      compare(items, others, of: (before, after), at: path, into: &differences)
    default:
      guard before?.meaning != after?.meaning else { return }
      differences.append(
        ManifestDifference(subject: .key(path), before: before, after: after)
      )
    }
  }

  private static func compare(
    _ items: [ResolvedValue],
    _ others: [ResolvedValue],
    of lists: (ResolvedValue?, ResolvedValue?),
    at path: String,
    into differences: inout [ManifestDifference]
  ) {
    let meanings = (items.map(\.meaning), others.map(\.meaning))
    guard meanings.0 != meanings.1 else { return }
    let isReordering =
      meanings.0.sorted(by: precedes) == meanings.1.sorted(by: precedes)
    guard !isReordering, (items + others).contains(where: \.isMapping) else {
      differences.append(
        ManifestDifference(
          subject: .key(path),
          before: lists.0,
          after: lists.1,
          isReordering: isReordering
        )
      )
      return
    }
    for (before, after) in ItemPairing(items, others).pairs {
      differences.append(
        ManifestDifference(subject: .key(path), before: before, after: after)
      )
    }
  }

  /// The names of two lists that are in one order, in that order and each once.
  private static func merged(_ names: [String], _ others: [String]) -> [String] {
    var result: [String] = []
    var rest = others[...]
    for name in names {
      if let index = rest.firstIndex(of: name) {
        result += rest[..<index]
        rest = rest[(index + 1)...]
      }
      result.append(name)
    }
    return result + rest
  }

  private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.lexicographicallyPrecedes(right)
  }
}

extension Matrix.Axis? {
  /// The choices with what the format adds to them; empty without an axis.
  fileprivate var meanings: [[UInt8]] { self?.choices.map(\.value.meaning) ?? [] }
}

extension Matrix.Axis {
  /// The values to try as they are written.
  fileprivate var resolved: ResolvedValue? {
    choices.first.map {
      ResolvedValue(.list(choices.map(\.written)), origin: $0.written.origin)
    }
  }
}

extension ResolvedValue {
  /// The bytes of the value: equal for two values exactly when they mean the same.
  ///
  /// Texts that look alike and have other bytes are other texts to a model.
  var meaning: [UInt8] { Array(flow.utf8) }
}
