internal import Diagnostics
internal import YAMLBridge

/// The key paths that a manifest varies, each with the values to try, and what is left out of their
/// combinations or added to them.
struct Matrix {
  /// One value to try; a class, since many combinations have it.
  final class Choice: Sendable {
    /// The key path that gets the value.
    let path: String

    let value: ResolvedValue

    /// The value as it is written, without what the format adds to it.
    let written: ResolvedValue

    /// The written value on one line of YAML.
    let text: String

    init(path: String, value: ResolvedValue, written: ResolvedValue) {
      self.path = path
      self.value = value
      self.written = written
      text = written.flow
    }

    /// The choice as it is shown and as it names steps.
    var shown: Manifest.VariantValue { Manifest.VariantValue(path: path, value: text) }

    /// What the choice gives to a key path; nil where that is neither its own nor one below it.
    func value(at other: String) -> ResolvedValue? {
      KeyPaths.leads(path, to: other) ? value.value(at: String(other.dropFirst(path.count))) : nil
    }
  }

  /// A key path and the values to try.
  struct Axis: Sendable {
    let path: String

    /// Where the values are written.
    let range: SourceRange

    var choices: [Choice] = []

    /// The choice of the same value as another one's, however both are written; nil where there is none.
    func choice(like other: Choice) -> Choice? { choices.first { $0.text == other.text } }
  }

  /// Values of some key paths: an item of `include` or `exclude`, in the order of the paths.
  struct Selection {
    var choices: [Choice]
    var range: SourceRange

    /// Where it is, as messages show it: `matrix.exclude[0]`.
    var place: String

    /// The values as they are shown.
    var values: [Manifest.VariantValue] { choices.map(\.shown) }

    /// The selection as a part of the resolved manifest.
    var resolved: ResolvedValue {
      ResolvedValue(
        .mapping(choices.map { ($0.path, $0.written) }),
        range: range
      )
    }
  }

  /// The most combinations that a manifest may ask for.
  static let limit = 10_000

  /// The most bytes that the texts and lists of all experiments may have together.
  ///
  /// Each is looked at by some check, so it bounds the time that a manifest takes.
  static let byteLimit = 32 << 20

  /// The keys of a matrix that are no key paths.
  static let includeKey = "include"
  static let excludeKey = "exclude"

  private var node: YAMLNode?
  private(set) var axes: [Axis] = []
  private(set) var inclusions: [Selection] = []
  private var exclusions: [Selection] = []

  /// Every combination that is asked for.
  private(set) var combinations = MatrixExpansion(axes: []).combinations

  /// The key paths that the matrix varies with values that could not be read.
  private(set) var unreadPaths: [String] = []

  /// Reads the matrix of a composed tree as far as it can be read; problems are added.
  init(
    of tree: YAMLNode,
    _ format: ManifestFormat = .standard,
    into diagnostics: inout DiagnosticList
  ) {
    guard let node = tree["matrix"] else { return }
    self.node = node
    guard case .mapping(let paths) = node.value else {
      diagnostics.append(.wrongType(node, path: "matrix", expected: ValueType.matrix.phrase))
      return
    }
    let reader = MatrixReader(format: format)
    for entry in paths where !diagnostics.isFull && !Self.isList(entry.key) {
      guard let axis = reader.axis(entry, into: &diagnostics) else { continue }
      if axis.choices.isEmpty { unreadPaths.append(axis.path) } else { axes.append(axis) }
    }
    // The order of keys means nothing, so it must not decide the order of the experiments.
    axes.sort { $0.path < $1.path }
    let count = axes.reduce(1) { count, axis in
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: axis.choices.count)
      return isTooLarge ? .max : product
    }
    if count > Self.limit {
      diagnostics.append(.matrixTooLarge(node, count: count, limit: Self.limit))
      unreadPaths += axes.map(\.path)
      axes = []
    }
    readLists(node, format, into: &diagnostics)
  }

  /// Whether a key of a matrix says which combinations there are in place of what they vary.
  private static func isList(_ key: YAMLNode) -> Bool {
    key.plainKey == includeKey || key.plainKey == excludeKey
  }

  private mutating func readLists(
    _ node: YAMLNode,
    _ format: ManifestFormat,
    into diagnostics: inout DiagnosticList
  ) {
    let lists = MatrixListReader(
      axes: axes,
      unreadPaths: unreadPaths,
      reader: MatrixReader(format: format)
    )
    exclusions = lists.exclusions(node[Self.excludeKey], into: &diagnostics)
    inclusions = lists.inclusions(node[Self.includeKey], into: &diagnostics)
    let expansion = MatrixExpansion(axes: axes, excluding: exclusions, including: inclusions)
    combinations = expansion.combinations
    if let first = lists.repeated(expansion.separate) { diagnostics.append(first) }
    if combinations.count > Self.limit {
      diagnostics.append(.matrixTooLarge(node, count: combinations.count, limit: Self.limit))
    }
    if combinations.isEmpty, let list = node[Self.excludeKey] {
      diagnostics.append(.nothingLeft(list))
    }
  }

  /// The matrix with other axes, in the order that the number of each experiment comes from.
  func replacingAxes(_ axes: [Axis]) -> Matrix {
    var result = self
    result.axes = axes.sorted { $0.path < $1.path }
    result.combinations =
      MatrixExpansion(axes: result.axes, excluding: exclusions, including: inclusions)
      .combinations
    return result
  }

  /// Where the matrix is written; nil where the manifest has none.
  var range: SourceRange? { node?.range }

  /// The matrix as a part of the resolved manifest; nil where the manifest has none or an empty one.
  var resolved: ResolvedValue? {
    guard let node, !axes.isEmpty || !inclusions.isEmpty else { return nil }
    let entries = axes.map { axis in
      (
        key: axis.path,
        value: ResolvedValue(.list(axis.choices.map(\.written)), range: axis.range)
      )
    }
    let lists = [(Self.excludeKey, exclusions), (Self.includeKey, inclusions)]
      .filter { !$1.isEmpty }
      .map { key, selections in
        (
          key: key,
          value: ResolvedValue(
            .list(selections.map(\.resolved)),
            range: node[key]?.range ?? node.range
          )
        )
      }
    return ResolvedValue(.mapping(entries + lists), range: node.range)
  }

  /// Every value that a key has in some combination.
  func values(at path: String, in base: ResolvedValue) -> [ResolvedValue] {
    let varied = axes.flatMap(\.choices).compactMap { $0.value(at: path) }
    let included = inclusions.flatMap(\.choices).compactMap { $0.value(at: path) }
    // A combination that is added need not say what the others vary.
    let isBase = varied.isEmpty || !inclusions.isEmpty
    return (isBase ? [base.value(at: path)].compactMap(\.self) : []) + varied + included
  }
}

extension Matrix {
  /// Whether the experiments are small enough to look at all of them; adds an error otherwise.
  func checkSizes(of base: ResolvedValue, into diagnostics: inout DiagnosticList) -> Bool {
    guard combinations.count > 1 else { return true }
    // The rest is looked at once.
    let once = axes.map(\.path) + ["expect", "prices", "description"]
    var sizes: [String: Int] = ["": once.reduce(base) { $0.removing($1) }.byteCount]
    for choice in axes.flatMap(\.choices) + inclusions.flatMap(\.choices) {
      sizes[choice.path] = max(sizes[choice.path] ?? 0, choice.value.byteCount)
    }
    let bytes = sizes.values.reduce(0, +)
    guard bytes > Self.byteLimit / combinations.count else { return true }
    diagnostics.append(
      .experimentsTooLarge(
        range,
        experiments: combinations.count,
        bytes: bytes,
        limit: Self.byteLimit
      )
    )
    return false
  }

  /// Adds an error for every option whose value no experiment has, since the matrix gives another.
  func checkOptions(_ options: [OptionPath], into diagnostics: inout DiagnosticList) {
    for option in options {
      guard let axis = axes.first(where: { KeyPaths.leads($0.path, to: option.keyPath) })
      else { continue }
      diagnostics.append(.variedOption(option.keyPath, axis: axis.path, at: option.range))
    }
  }
}
