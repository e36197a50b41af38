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

  /// The matrix with other axes, in the order that the number of each experiment comes from.
  func replacingAxes(_ axes: [Axis]) -> Matrix {
    var result = self
    result.axes = axes.sorted { $0.path < $1.path }
    return result
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

  /// Every value that a key has in some combination.
  func values(at path: String, in base: ResolvedValue) -> [ResolvedValue] {
    let varied = axes.flatMap { axis -> [ResolvedValue?] in
      if path == axis.path { return axis.choices.map(\.value) }
      guard path.hasPrefix(axis.path + ".") else { return [] }
      let rest = String(path.dropFirst(axis.path.count + 1))
      return axis.choices.map { $0.value.value(at: rest) }
    }
    return varied.isEmpty ? [base.value(at: path)].compactMap(\.self) : varied.compactMap(\.self)
  }
}

extension Matrix {
  /// Adds an error for every option whose value no experiment has, since the matrix gives another.
  func checkOptions(_ options: [OptionPath], into diagnostics: inout DiagnosticList) {
    for option in options {
      guard
        let axis = axes.first(where: { axis in
          option.keyPath == axis.path || option.keyPath.hasPrefix(axis.path + ".")
        })
      else { continue }
      diagnostics.append(.variedOption(option.keyPath, axis: axis.path, at: option.range))
    }
  }

  /// Whether one path is below another, so that two combinations of different values can be equal.
  var hasNestedPaths: Bool {
    axes.contains { axis in axes.contains { $0.path.hasPrefix(axis.path + ".") } }
  }

  /// Adds an error where two combinations give equal experiments.
  func checkVariants(of base: ResolvedValue, into diagnostics: inout DiagnosticList) {
    guard let node, hasNestedPaths else { return }
    var first: [Int: Int] = [:]
    let combinations = combinations
    for (index, combination) in zip(0..., combinations) {
      let text = combination.applied(to: base).flow
      guard let earlier = first.updateValue(index, forKey: text.hashValue) else { continue }
      let other = combinations[combinations.index(combinations.startIndex, offsetBy: earlier)]
      guard other.applied(to: base).flow == text else { continue }
      diagnostics.append(.sameVariants(other.values, combination.values, at: node.range))
      return
    }
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
  var combinations: some RandomAccessCollection<Combination> {
    let axes = axes
    return (0..<axes.reduce(1) { $0 * $1.choices.count }).lazy.map {
      Combination(axes: axes, index: $0)
    }
  }
}
