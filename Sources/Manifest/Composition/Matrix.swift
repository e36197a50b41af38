internal import Diagnostics
internal import YAMLBridge

/// The key paths that a manifest varies, each with the values to try, and what is left out of their
/// combinations or added to them.
struct Matrix {
  /// A key path that is varied; a class, since each of a hundred thousand choices refers to one.
  final class Path: Sendable {
    let text: String

    /// The path as single keys.
    let keys: [String]

    init(_ text: String) {
      self.text = text
      keys = text.split(separator: ".").map(String.init)
    }
  }

  /// One value to try.
  struct Choice: Sendable {
    var path: Path
    var value: ResolvedValue

    /// The value as it is written, without what the format adds to it.
    var written: ResolvedValue

    /// The written value on one line of YAML.
    var text: String

    /// The choice as it is shown and as it names steps.
    var shown: Manifest.VariantValue { Manifest.VariantValue(path: path.text, value: text) }
  }

  /// A key path and the values to try.
  struct Axis: Sendable {
    let path: Path

    /// Where the values are written.
    let range: SourceRange

    var choices: [Choice] = []

    /// The place of the choice with a text, or nil where there is none.
    func place(of text: String) -> Int? { choices.firstIndex { $0.text == text } }
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
        .mapping(choices.map { ($0.path.text, $0.written) }),
        origin: .written(range)
      )
    }
  }

  /// The most combinations that a manifest may ask for.
  static let limit = 100_000

  /// The most items that the lists of all experiments may have together.
  ///
  /// Each is looked at by some check, so it bounds the time that a manifest takes.
  static let itemLimit = 4_000_000

  /// The keys of a matrix that are no key paths.
  static let includeKey = "include"
  static let excludeKey = "exclude"

  private var node: YAMLNode?
  private(set) var axes: [Axis] = []
  private var inclusions: [Selection] = []
  private var exclusions: [Selection] = []
  private(set) var table = CombinationTable(axes: [], excluding: [], including: [])

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
      if axis.choices.isEmpty { unreadPaths.append(axis.path.keys) } else { axes.append(axis) }
    }
    // The order of keys means nothing, so it must not decide the order of the experiments.
    axes.sort { $0.path.text < $1.path.text }
    if axes.reduce(1, { min($0 * $1.choices.count, Self.limit + 1) }) > Self.limit {
      diagnostics.append(.matrixTooLarge(node, limit: Self.limit))
      unreadPaths += axes.map(\.path.keys)
      axes = []
    }
    readLists(node, into: &diagnostics)
  }

  /// Every combination that is asked for.
  var combinations: some RandomAccessCollection<Combination> { table.combinations }

  /// Whether a key of a matrix says which combinations there are in place of what they vary.
  private static func isList(_ key: YAMLNode) -> Bool {
    key.plainKey == includeKey || key.plainKey == excludeKey
  }

  private mutating func readLists(_ node: YAMLNode, into diagnostics: inout DiagnosticList) {
    let lists = MatrixListReader(axes: axes, unreadPaths: unreadPaths)
    exclusions = lists.exclusions(node[Self.excludeKey], into: &diagnostics)
    inclusions = lists.inclusions(node[Self.includeKey], into: &diagnostics)
    table = CombinationTable(axes: axes, excluding: exclusions, including: inclusions)
    if let first = lists.repeated(table.selectionsApart) {
      diagnostics.append(first)
    }
    if combinations.isEmpty, let list = node[Self.excludeKey] {
      diagnostics.append(.nothingLeft(list))
    }
  }

  /// The matrix with other axes, in the order that the number of each experiment comes from.
  func replacingAxes(_ axes: [Axis]) -> Matrix {
    var result = self
    result.axes = axes.sorted { $0.path.text < $1.path.text }
    result.table = CombinationTable(
      axes: result.axes,
      excluding: exclusions,
      including: inclusions
    )
    return result
  }

  /// Where the matrix is written; nil where the manifest has none.
  var range: SourceRange? { node?.range }

  /// The matrix as a part of the resolved manifest; nil where the manifest has none.
  var resolved: ResolvedValue? {
    guard let node else { return nil }
    let entries = axes.map { axis in
      (
        key: axis.path.text,
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
      if path == axis.path.text { return axis.choices.map(\.value) }
      guard path.hasPrefix(axis.path.text + ".") else { return [] }
      let rest = String(path.dropFirst(axis.path.text.count + 1))
      return axis.choices.map { $0.value.value(at: rest) }
    }
    let included = inclusions.flatMap(\.choices).map { choice -> ResolvedValue? in
      if path == choice.path.text { return choice.value }
      guard path.hasPrefix(choice.path.text + ".") else { return nil }
      return choice.value.value(at: String(path.dropFirst(choice.path.text.count + 1)))
    }
    // A combination that is added need not say what the others vary.
    let isBase = varied.isEmpty || !inclusions.isEmpty
    return ((isBase ? [base.value(at: path)] : []) + varied + included).compactMap(\.self)
  }
}

extension Matrix {
  /// Whether the experiments' lists are short enough to look at all of them; adds an error otherwise.
  func checkItems(of base: ResolvedValue, into diagnostics: inout DiagnosticList) -> Bool {
    // Published values and prices are looked at once.
    let kept = axes.map(\.path.keys) + [["expect"], ["prices"]]
    var counts: [String: Int] = ["": kept.reduce(base) { $0.removing($1[...]) }.itemCount]
    for choice in axes.flatMap(\.choices) + inclusions.flatMap(\.choices) {
      counts[choice.path.text] = max(counts[choice.path.text] ?? 0, choice.value.itemCount)
    }
    let items = counts.values.reduce(0, +)
    guard items > Self.itemLimit / max(1, table.count) else { return true }
    diagnostics.append(
      .tooManyItems(range, experiments: table.count, items: items, limit: Self.itemLimit)
    )
    return false
  }

  /// Adds an error for every option whose value no experiment has, since the matrix gives another.
  func checkOptions(_ options: [OptionPath], into diagnostics: inout DiagnosticList) {
    for option in options {
      guard
        let axis = axes.first(where: { axis in
          option.keyPath == axis.path.text || option.keyPath.hasPrefix(axis.path.text + ".")
        })
      else { continue }
      diagnostics.append(.variedOption(option.keyPath, axis: axis.path.text, at: option.range))
    }
  }
}
