private import Synchronization

/// The key paths of experiments' values that a check has asked for.
final class AskedPaths: Sendable {
  private let table: CombinationTable
  private let base: ResolvedValue
  private let lookups = Mutex<[String: Matrix.PathLookup]>([:])

  /// - Parameters:
  ///   - table: The combinations of the experiments' matrix.
  ///   - base: The experiments' values without them.
  init(of table: CombinationTable, in base: ResolvedValue) {
    self.table = table
    self.base = base
  }

  /// How many paths were asked for.
  var count: Int { lookups.withLock { $0.count } }

  /// What is known of the values at a path, which counts as asked for from now on.
  func lookup(of path: String) -> Matrix.PathLookup {
    lookups.withLock { lookups in
      if let known = lookups[path] { return known }
      let lookup = Matrix.PathLookup(path, in: base, table)
      lookups[path] = lookup
      return lookup
    }
  }

  /// What the matrix varies around all paths that were asked for.
  var selection: CombinationTable.PathSelection {
    lookups.withLock { lookups in
      table.selection { path in
        lookups.keys.contains { KeyPath.isOneOnTheWay(to: $0, path) }
      }
    }
  }
}
