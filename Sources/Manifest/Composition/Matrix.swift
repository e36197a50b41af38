internal import Diagnostics
internal import YAMLBridge

/// The key paths that a manifest varies, each with the values to try, and what is left out of their
/// combinations or added to them.
struct Matrix {
  /// One value to try.
  struct Choice {
    /// The key path as single keys.
    var keys: [String]
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

    /// Where the values are written.
    let range: SourceRange

    var choices: [Choice] = []

    init(path: String, range: SourceRange) {
      self.path = path
      self.range = range
      keys = path.split(separator: ".").map(String.init)
    }
  }

  /// Values of some key paths: an item of `include` or `exclude`, in the order of the paths.
  struct Selection {
    var choices: [Choice]
    var range: SourceRange

    /// The values as they are shown.
    var values: [Manifest.VariantValue] { choices.map(\.shown) }

    /// The selection as a part of the resolved manifest.
    var resolved: ResolvedValue {
      ResolvedValue(
        .mapping(choices.map { ($0.shown.path, $0.written) }),
        origin: .written(range)
      )
    }
  }

  /// The most combinations that a manifest may ask for.
  static let limit = 100_000

  /// The keys of a matrix that are no key paths.
  static let includeKey = "include"
  static let excludeKey = "exclude"

  private var node: YAMLNode?
  private(set) var axes: [Axis] = []
  private var inclusions: [Selection] = []
  private var exclusions: [Selection] = []
  private var table = CombinationTable(axes: [], excluding: [], including: [])

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
    for entry in paths where !diagnostics.isFull && !Self.isList(entry.key) {
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
    readLists(node, into: &diagnostics)
  }

  /// Every combination that is asked for.
  var combinations: some Collection<Combination> { table.combinations }

  /// Whether a key of a matrix says which combinations there are in place of what they vary.
  private static func isList(_ key: YAMLNode) -> Bool {
    key.plainKey == includeKey || key.plainKey == excludeKey
  }

  private mutating func readLists(_ node: YAMLNode, into diagnostics: inout DiagnosticList) {
    let lists = MatrixListReader(axes: axes, unreadPaths: unreadPaths)
    exclusions = lists.exclusions(node[Self.excludeKey], into: &diagnostics)
    inclusions = lists.inclusions(node[Self.includeKey], into: &diagnostics)
    table = CombinationTable(axes: axes, excluding: exclusions, including: inclusions)
    if let first = lists.repeated(table.additions.filter(\.isApart).map(\.selection)) {
      diagnostics.append(first)
    }
    if combinations.isEmpty, let list = node[Self.excludeKey] {
      diagnostics.append(.nothingLeft(list))
    }
  }

  /// The matrix with other axes, in the order that the number of each experiment comes from.
  func replacingAxes(_ axes: [Axis]) -> Matrix {
    var result = self
    result.axes = axes.sorted { $0.path < $1.path }
    result.table = CombinationTable(
      axes: result.axes,
      excluding: exclusions,
      including: inclusions
    )
    return result
  }

  /// The matrix as a part of the resolved manifest; nil where the manifest has none.
  var resolved: ResolvedValue? {
    guard let node else { return nil }
    let entries = axes.map { axis in
      (
        key: axis.path,
        value: ResolvedValue(.list(axis.choices.map(\.written)), origin: .written(axis.range))
      )
    }
    let lists = [(Self.excludeKey, exclusions), (Self.includeKey, inclusions)]
      .filter { !$1.isEmpty }
      .map { key, selections in
        (
          key: key,
          value: ResolvedValue(
            .list(selections.map(\.resolved)),
            origin: .written(node[key]?.range ?? node.range)
          )
        )
      }
    return ResolvedValue(.mapping(entries + lists), origin: .written(node.range))
  }

  /// Every value that a key has in some combination.
  func values(at path: String, in base: ResolvedValue) -> [ResolvedValue] {
    let varied = axes.flatMap { axis -> [ResolvedValue?] in
      if path == axis.path { return axis.choices.map(\.value) }
      guard path.hasPrefix(axis.path + ".") else { return [] }
      let rest = String(path.dropFirst(axis.path.count + 1))
      return axis.choices.map { $0.value.value(at: rest) }
    }
    let included = inclusions.flatMap(\.choices).map { choice -> ResolvedValue? in
      if path == choice.shown.path { return choice.value }
      guard path.hasPrefix(choice.shown.path + ".") else { return nil }
      return choice.value.value(at: String(path.dropFirst(choice.shown.path.count + 1)))
    }
    // A combination that is added need not say what the others vary.
    let isBase = varied.isEmpty || !inclusions.isEmpty
    return ((isBase ? [base.value(at: path)] : []) + varied + included).compactMap(\.self)
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
  func checkVariants(into diagnostics: inout DiagnosticList) {
    guard let node, hasNestedPaths else { return }
    // What the matrix does not vary is the same in all, so it need not be compared.
    let nothing = ResolvedValue(.mapping([]), origin: .written(node.range))
    var first: [Int: Int] = [:]
    let combinations = combinations
    for (index, combination) in zip(0..., combinations) {
      let text = combination.applied(to: nothing).flow
      guard let earlier = first.updateValue(index, forKey: text.hashValue) else { continue }
      let other = combinations[combinations.index(combinations.startIndex, offsetBy: earlier)]
      guard other.applied(to: nothing).flow == text else { continue }
      diagnostics.append(.sameVariants(other.values, combination.values, at: node.range))
      return
    }
  }
}
