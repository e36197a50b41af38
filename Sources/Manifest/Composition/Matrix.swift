internal import Diagnostics
internal import YAMLBridge

/// The key paths that a manifest varies, each with the values to try.
struct Matrix {
  /// One value to try.
  struct Choice {
    var value: ResolvedValue

    /// The value as it is written, without what the format adds to it.
    var written: ResolvedValue

    /// The choice as it is shown and as it names steps.
    var shown: Manifest.VariantValue
  }

  /// A key path and the values to try.
  struct Axis {
    let path: String

    /// The path as single keys.
    let keys: [String]

    var choices: [Choice] = []

    init(path: String) {
      self.path = path
      keys = path.split(separator: ".").map(String.init)
    }
  }

  /// The most combinations that a manifest may ask for.
  static let limit = 100_000

  private var node: YAMLNode?
  private(set) var axes: [Axis] = []

  /// The key paths that the matrix varies with values that could not be read.
  private(set) var unreadPaths: [[String]] = []

  /// Reads the matrix of a composed tree as far as it can be read; problems are added.
  init(of tree: YAMLNode, into diagnostics: inout DiagnosticList) {
    guard let node = tree["matrix"] else { return }
    self.node = node
    guard case .mapping(let paths) = node.value else {
      diagnostics.append(.wrongType(node, path: "matrix", expected: ValueType.matrix.phrase))
      return
    }
    for entry in paths where !diagnostics.isFull {
      guard let axis = MatrixReader.axis(entry, into: &diagnostics) else { continue }
      if axis.choices.isEmpty { unreadPaths.append(axis.keys) } else { axes.append(axis) }
    }
    // The order of keys means nothing, so it must not decide the order of the experiments.
    axes.sort { $0.path < $1.path }
    if axes.reduce(1, { min($0 * $1.choices.count, Self.limit + 1) }) > Self.limit {
      diagnostics.append(.matrixTooLarge(node, limit: Self.limit))
      unreadPaths += axes.map(\.keys)
      axes = []
    }
  }

  /// The matrix as a part of the resolved manifest; nil where the manifest has none.
  var resolved: ResolvedValue? {
    guard let node else { return nil }
    let entries = axes.map { axis in
      (
        key: axis.path,
        value: ResolvedValue(.list(axis.choices.map(\.written)), origin: .written(node.range))
      )
    }
    return ResolvedValue(.mapping(entries), origin: .written(node.range))
  }

  /// Every value that a key has in some combination or without the matrix.
  func values(at path: String, in base: ResolvedValue) -> [ResolvedValue] {
    let varied = axes.flatMap { axis -> [ResolvedValue?] in
      if path == axis.path { return axis.choices.map(\.value) }
      guard path.hasPrefix(axis.path + ".") else { return [] }
      let rest = String(path.dropFirst(axis.path.count + 1))
      return axis.choices.map { $0.value.value(at: rest) }
    }
    return ([base.value(at: path)] + varied).compactMap(\.self)
  }
}

extension Matrix {
  /// One way to choose a value for every path.
  ///
  /// It holds only its number, so that many of them take little memory.
  struct Combination {
    /// The axes of the matrix, which all combinations share.
    fileprivate let axes: [Axis]

    /// The number of the combination, from 0; the last path varies fastest.
    fileprivate let index: Int

    /// The choices as they are shown and as they name steps.
    var values: [Manifest.VariantValue] { choices.map(\.choice.shown) }

    /// A manifest's values with the choices in their places.
    func applied(to base: ResolvedValue) -> ResolvedValue {
      choices.reduce(base) { $0.replacing($1.keys[...], with: $1.choice.value) }
    }

    private var choices: [(keys: [String], choice: Choice)] {
      var rest = index
      var choices = axes.reversed().map { axis in
        defer { rest /= axis.choices.count }
        return (axis.keys, axis.choices[rest % axis.choices.count])
      }
      choices.reverse()
      return choices
    }
  }

  /// Every combination.
  var combinations: some Collection<Combination> {
    let axes = axes
    return (0..<axes.reduce(1) { $0 * $1.choices.count }).lazy.map {
      Combination(axes: axes, index: $0)
    }
  }
}
