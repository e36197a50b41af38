internal import Diagnostics
private import Synchronization

/// The combinations of a matrix that checks have seen, as far as they can tell them apart.
///
/// Few checks ask for what a large matrix varies, so few of its experiments are new to them.
struct CheckedCombinations {
  /// What checks have asked for.
  let asked = AskedPaths()

  private var askedBefore = 0

  /// Whether checks depend on the values at a path.
  private var matters: [String: Bool] = [:]

  /// Where the values that matter to checks are written, for each combination that they have seen.
  private var seen: Set<[SourceRange]> = []

  /// Whether checks have seen no combination in which all that they ask for is the same.
  mutating func isNews(_ combination: Matrix.Combination) -> Bool {
    let count = asked.count
    if count != askedBefore {
      // What checks find may lead them to ask for more, and that can be another in each combination.
      askedBefore = count
      matters = [:]
      seen = []
    }
    let places = combination.places { path in
      if let known = matters[path] { return known }
      let matters = asked.dependOn(path)
      self.matters[path] = matters
      return matters
    }
    // Of the first one nothing is known before it was checked.
    return count == 0 || seen.insert(places).inserted
  }
}

/// The key paths of experiments' values that checks have asked for.
final class AskedPaths: Sendable {
  private let paths = Mutex<Set<String>>([])

  /// How many paths were asked for.
  var count: Int { paths.withLock { $0.count } }

  /// Notes that the value at a path was asked for.
  func insert(_ path: String) {
    paths.withLock { _ = $0.insert(path) }
  }

  /// Whether what was asked for can be another where the value at a path is another.
  func dependOn(_ path: String) -> Bool {
    paths.withLock { paths in paths.contains { KeyPath.isOneOnTheWay(to: $0, path) } }
  }
}
