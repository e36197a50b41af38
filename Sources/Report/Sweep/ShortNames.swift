/// Short names of the key paths that a matrix varies, such as `epochs` for `fine-tune.epochs`.
///
/// A name is the fewest last parts of a path that no other one ends with; the rates of learning are called `lr`, as in
/// the field, where nothing else is. What results have by themselves, such as a seed, is the name of no key.
package struct ShortNames: Sendable {
  private let names: [String: String]

  /// - Parameter paths: All key paths that are varied together.
  package init(of paths: some Sequence<String>) {
    let paths = Set(paths)
    var names: [String: String] = [:]
    for path in paths {
      let parts = path.split(separator: ".")
      let endings = parts.indices.reversed().map { parts[$0...].joined(separator: ".") }
      names[path] =
        endings.first { Self.isUnique($0, in: paths) && !Self.taken.contains($0) } ?? path
    }
    let rates = names.filter { $0.value.hasPrefix("learning-rate") }
    if rates.count == 1, let path = rates.first?.key, !names.values.contains(Self.rate) {
      names[path] = Self.rate
    }
    self.names = names
  }

  /// The short name of a path; the path itself where it is not among the varied ones.
  package subscript(path: String) -> String { names[path] ?? path }

  /// Whether somebody who says this means the path: its short name, or the path or its last parts.
  package func matches(_ said: String, _ path: String) -> Bool {
    said == self[path] || said == path || path.hasSuffix(".\(said)")
  }

  private static let rate = "lr"
  private static let taken: Set<String> = ["model", "provider", "seed", "split", "metric"]

  private static func isUnique(_ ending: String, in paths: Set<String>) -> Bool {
    paths.count { $0 == ending || $0.hasSuffix(".\(ending)") } == 1
  }
}

extension [String: String] {
  /// The values of a matrix by their key paths, under their short names in order, such as `epochs=4 lr=0.2`.
  package var listed: String {
    let names = ShortNames(of: keys)
    return map { (names[$0.key], $0.value) }.sorted { $0.0 < $1.0 }
      .map { "\($0.0)=\($0.1)" }.joined(separator: " ")
  }
}
