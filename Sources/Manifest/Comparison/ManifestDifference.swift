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
    var differences = Self.differences(shared, later.shared, at: "")
    let paths = Set((matrix.axes + later.matrix.axes).map(\.path)).sorted()
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
          isReordering: Self.areEqual(choices.0, inSomeOrder: choices.1)
        )
      )
    }
    return differences
  }

  /// What all experiments have in common, with the defaults of their provider.
  private var shared: ResolvedValue {
    format.common(values, of: matrix.values(at: "fine-tune.provider", in: values).map(\.string))
  }

  private static func differences(
    _ before: ResolvedValue?,
    _ after: ResolvedValue?,
    at path: String
  ) -> [ManifestDifference] {
    var isReordering = false
    switch (before?.content, after?.content) {
    case (.mapping?, .mapping?), (.mapping?, nil), (nil, .mapping?):
      return merged(before.names, after.names).flatMap { name in
        differences(before?[name], after?[name], at: path.isEmpty ? name : "\(path).\(name)")
      }
    case (.list(let items)?, .list(let others)?):
      isReordering = areEqual(items.map(\.meaning), inSomeOrder: others.map(\.meaning))
      guard !isReordering, (items + others).contains(where: \.isMapping) else { break }
      return ItemPairing(items, others).pairs.map { before, after in
        ManifestDifference(subject: .key(path), before: before, after: after)
      }
    default: break
    }
    guard before?.meaning != after?.meaning else { return [] }
    return [
      ManifestDifference(
        subject: .key(path),
        before: before,
        after: after,
        isReordering: isReordering
      )
    ]
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

  /// Whether two lists have the same items in some order.
  private static func areEqual(_ meanings: [[UInt8]], inSomeOrder others: [[UInt8]]) -> Bool {
    func sorted(_ meanings: [[UInt8]]) -> [[UInt8]] {
      meanings.sorted { $0.lexicographicallyPrecedes($1) }
    }
    return sorted(meanings) == sorted(others)
  }
}

extension ResolvedValue? {
  /// The keys of a mapping; none where there is no value.
  fileprivate var names: [String] {
    self?.mapping?.map(\.key) ?? []
  }
}

extension Matrix.Axis? {
  /// The choices with what the format adds to them; empty without an axis.
  fileprivate var meanings: [[UInt8]] { self?.choices.map(\.value.meaning) ?? [] }
}

extension Matrix.Axis {
  /// The values to try as they are written.
  fileprivate var resolved: ResolvedValue? {
    choices.first?.written.with(.list(choices.map(\.written)))
  }
}

extension ResolvedValue {
  /// The bytes of the value: equal for two values exactly when they mean the same.
  ///
  /// Texts that look alike and have other bytes are other texts to a model.
  var meaning: [UInt8] { Array(flow.utf8) }
}
