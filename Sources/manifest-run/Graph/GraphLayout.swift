/// Where the nodes of a graph are drawn: in columns from what is read to who reads.
///
/// The columns are the longest paths from the beginning; the order in a column follows from that of
/// its neighbours' means, and the heights from neighbours pulling at each other. Source of the
/// method: K. Sugiyama, S. Tagawa, M. Toda, *Methods for Visual Understanding of Hierarchical System
/// Structures*, 1981. Graphviz does better and is not everywhere; a page that shows itself needs none.
struct GraphLayout {
  /// A node, or a point through which a line passes a column.
  private enum Item: Hashable {
    case node(Int)
    case bend(Int)
  }

  /// The middle of each node from the top, in rows.
  private(set) var rows: [Double]

  /// The column of each node.
  private(set) var columns: [Int]

  /// For each line the nodes at its ends and the rows at which it passes the columns between.
  private(set) var lines: [(from: Int, to: Int, bends: [Double])]

  /// How many rows and columns there are.
  private(set) var height: Double
  private(set) var columnCount: Int

  private static let sweeps = 16
  private static let pulls = 24

  /// How far a passing line stays from its neighbours, in rows.
  private static let bendGap = 0.5

  /// - Parameter reads: For each node the places of those that it reads, all of them before it.
  init(_ reads: [[Int]]) {
    var columns = [Int](repeating: 0, count: reads.count)
    for (node, reads) in reads.enumerated() {
      columns[node] = (reads.map { columns[$0] }.max() ?? -1) + 1
    }
    self.columns = columns
    columnCount = (columns.max() ?? -1) + 1
    var layers = [[Item]](repeating: [], count: columnCount)
    for node in reads.indices { layers[columns[node]].append(.node(node)) }
    // Neighbours in the column before and after.
    var before: [Item: [Item]] = [:]
    var after: [Item: [Item]] = [:]
    var chains: [(from: Int, to: Int, bends: [Item])] = []
    var bendCount = 0
    for (reader, reads) in reads.enumerated() {
      for read in reads {
        var chain: [Item] = [.node(read)]
        for column in (columns[read] + 1)..<columns[reader] {
          let bend = Item.bend(bendCount)
          bendCount += 1
          layers[column].append(bend)
          chain.append(bend)
        }
        chain.append(.node(reader))
        for (left, right) in zip(chain, chain.dropFirst()) {
          after[left, default: []].append(right)
          before[right, default: []].append(left)
        }
        chains.append((read, reader, Array(chain.dropFirst().dropLast())))
      }
    }
    layers = Self.ordered(layers, before, after)
    let places = Self.placed(layers, before, after)
    rows = reads.indices.map { places[.node($0)] ?? 0 }
    lines = chains.map { ($0.from, $0.to, $0.bends.map { places[$0] ?? 0 }) }
    height = (places.values.max() ?? 0) + 1
  }

  /// The columns with few crossings, found by moving each item to the mean place of its neighbours.
  private static func ordered(
    _ layers: [[Item]],
    _ before: [Item: [Item]],
    _ after: [Item: [Item]]
  ) -> [[Item]] {
    var current = layers
    var best = (crossings: crossings(layers, after), layers: layers)
    for sweep in 0..<sweeps where best.crossings > 0 {
      let isForward = sweep.isMultiple(of: 2)
      let neighbours = isForward ? before : after
      for column in isForward ? Array(current.indices) : current.indices.reversed() {
        let other = isForward ? column - 1 : column + 1
        guard current.indices.contains(other) else { continue }
        let places = Dictionary(uniqueKeysWithValues: current[other].enumerated().map { ($1, $0) })
        let keyed = current[column].enumerated().map { place, item in
          let near = (neighbours[item] ?? []).compactMap { places[$0] }
          let mean = near.isEmpty ? Double(place) : Double(near.reduce(0, +)) / Double(near.count)
          return (mean, place, item)
        }
        current[column] = keyed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
      }
      let crossings = crossings(current, after)
      if crossings < best.crossings { best = (crossings, current) }
    }
    return best.layers
  }

  /// How many pairs of lines cross between neighbouring columns.
  private static func crossings(_ layers: [[Item]], _ after: [Item: [Item]]) -> Int {
    var count = 0
    for (left, right) in zip(layers, layers.dropFirst()) {
      let places = Dictionary(uniqueKeysWithValues: right.enumerated().map { ($1, $0) })
      // The ends of all lines in the order of their beginnings; each inversion is a crossing.
      let ends = left.flatMap { item in (after[item] ?? []).compactMap { places[$0] }.sorted() }
      var tree = [Int](repeating: 0, count: right.count + 1)
      for (seen, end) in ends.enumerated() {
        var (place, notAbove) = (end + 1, 0)
        while place > 0 {
          notAbove += tree[place]
          place -= place & -place
        }
        count += seen - notAbove
        place = end + 1
        while place < tree.count {
          tree[place] += 1
          place += place & -place
        }
      }
    }
    return count
  }

  /// The row of each item: as near to the mean of its neighbours as the others in its column let it.
  private static func placed(
    _ layers: [[Item]],
    _ before: [Item: [Item]],
    _ after: [Item: [Item]]
  ) -> [Item: Double] {
    var rows: [Item: Double] = [:]
    for layer in layers {
      for (place, item) in layer.enumerated() { rows[item] = Double(place) }
    }
    for pull in 0..<pulls {
      let isForward = pull.isMultiple(of: 2)
      for layer in isForward ? layers : layers.reversed() {
        let wanted = layer.map { item in
          let side = (isForward ? before : after)[item] ?? []
          let near = (side.isEmpty ? (before[item] ?? []) + (after[item] ?? []) : side)
            .compactMap { rows[$0] }
          return near.isEmpty ? rows[item] ?? 0 : near.reduce(0, +) / Double(near.count)
        }
        for (item, row) in zip(layer, spread(wanted, gaps(layer))) { rows[item] = row }
      }
    }
    let top = rows.values.min() ?? 0
    return rows.mapValues { $0 - top }
  }

  /// The least distance of each item of a column from the one before it.
  private static func gaps(_ layer: [Item]) -> [Double] {
    layer.indices.map { place in
      guard place > 0 else { return 0 }
      if case .node = layer[place], case .node = layer[place - 1] { return 1 }
      return bendGap + (isBend(layer[place]) && isBend(layer[place - 1]) ? 0 : 0.25)
    }
  }

  private static func isBend(_ item: Item) -> Bool {
    if case .bend = item { true } else { false }
  }

  /// Rows in the given order and with the given distances, as near to the wanted ones as can be.
  ///
  /// Neighbours that would come too near are put together into blocks, and each block stands where
  /// the sum of the squared distances is least (pool adjacent violators).
  private static func spread(_ wanted: [Double], _ gaps: [Double]) -> [Double] {
    var blocks: [(sum: Double, count: Int)] = []
    var offsets: [Double] = []
    for (place, row) in wanted.enumerated() {
      offsets.append((offsets.last ?? 0) + gaps[place])
      blocks.append((row - offsets[place], 1))
      while let last = blocks.last, let previous = blocks.dropLast().last,
        last.sum / Double(last.count) < previous.sum / Double(previous.count)
      {
        blocks.removeLast()
        blocks[blocks.count - 1] = (previous.sum + last.sum, previous.count + last.count)
      }
    }
    let starts = blocks.flatMap { Array(repeating: $0.sum / Double($0.count), count: $0.count) }
    return zip(starts, offsets).map(+)
  }
}
