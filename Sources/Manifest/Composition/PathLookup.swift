extension Matrix {
  /// What is the same in all combinations about the value at a path of keys.
  struct PathLookup: Sendable {
    /// The path as single keys.
    let keys: [String]

    /// The value before any choice is in its place, or nil where there is none.
    let value: ResolvedValue?

    /// Where the values are from that have a value at the path.
    let origin: ResolvedValue.Origin

    /// The paths at the path, above it and below it that the matrix gives values to.
    let selection: CombinationTable.PathSelection

    init(_ path: String, in base: ResolvedValue, _ table: CombinationTable) {
      keys = path.split(separator: ".").map(String.init)
      value = base.value(at: path)
      origin = base.origin
      selection = table.selection { KeyPath.isOneOnTheWay(to: $0, path) }
    }
  }
}
