import Engine

/// The steps of a plan as they are drawn: who reads whom, and in which state they are.
struct StepGraph {
  /// One step, or several that differ only in what the matrix gives to them.
  struct Node {
    /// The step's name, or what the names of several have in common.
    var name: String

    /// The steps that it stands for.
    var steps: [StepID]

    /// How many of them are in each state, the state that matters most first.
    var states: [(name: String, count: Int)]

    /// Why a single step is in its state; nil of several.
    var reason: String?

    /// The state that matters most.
    var mainState: String { states.first?.name ?? "" }

    /// The name, and of several steps how many there are.
    var title: String { steps.count > 1 ? "\(name) × \(steps.count)" : name }

    /// The state, and of several steps in different states how many are in each.
    var stateWords: String {
      states.count > 1
        ? states.map { "\($0.count) \($0.name)" }.joined(separator: ", ") : mainState
    }
  }

  /// The most nodes that are drawn before steps are put together.
  static let mostNodes = 60

  private(set) var nodes: [Node]

  /// For each node the places of those that it reads, ascending and before it; what follows from
  /// others is left out.
  private(set) var reads: [[Int]]

  /// The experiment's name.
  let title: String

  /// How many steps of the plan are in each state, the state that matters most first.
  let states: [(name: String, count: Int)]

  /// - Parameters:
  ///   - plan: The steps.
  ///   - states: Their states, in the same order.
  ///   - title: The experiment's name.
  ///   - mostNodes: The most nodes before steps are put together.
  init(of plan: Plan, _ states: [PlannedStep], title: String, mostNodes: Int = Self.mostNodes) {
    self.title = title
    self.states = Self.counts(states)
    let groups = Self.groups(of: states, most: mostNodes)
    nodes = groups.members.map { places in
      let first = states[places[0]]
      return Node(
        name: places.count > 1 ? groups.names[groups.place[places[0]]] : first.id.rawValue,
        steps: places.map { states[$0].id },
        states: Self.counts(places.map { states[$0] }),
        reason: places.count > 1 ? nil : "\(first.state)"
      )
    }
    var edges = [Set<Int>](repeating: [], count: nodes.count)
    for (place, dependencies) in plan.dependencies.enumerated() {
      let reader = groups.place[place]
      // A group that also reads what comes after it, as steps of one kind in a row would, is drawn
      // without that.
      for maker in dependencies.map({ groups.place[$0] }) where maker < reader {
        edges[reader].insert(maker)
      }
    }
    reads = Self.transitiveReduction(edges.map { $0.sorted() })
  }

  private struct Groups {
    /// The group of each step.
    var place: [Int] = []

    /// The places of the steps of each group.
    var members: [[Int]] = []
    var names: [String] = []
  }

  /// Puts steps together as little as is needed for so many nodes: by what the matrix gives, then
  /// by seeds, then by kinds.
  private static func groups(of states: [PlannedStep], most: Int) -> Groups {
    let levels: [(PlannedStep) -> String] = [
      { $0.id.rawValue },
      { withoutVariant($0.id.rawValue) },
      { withoutSeed(withoutVariant($0.id.rawValue)) },
      { $0.kind.rawValue },
    ]
    var groups = Groups()
    for level in levels {
      groups = Groups()
      var known: [String: Int] = [:]
      for (place, step) in states.enumerated() {
        let name = level(step)
        let group = known[name] ?? groups.names.count
        if known.updateValue(group, forKey: name) == nil {
          groups.names.append(name)
          groups.members.append([])
        }
        groups.members[group].append(place)
        groups.place.append(group)
      }
      if groups.names.count <= most { break }
    }
    return groups
  }

  /// A step's name without the values of the matrix at its end.
  private static func withoutVariant(_ name: String) -> String {
    guard name.hasSuffix("]"), let open = name.firstIndex(of: "[") else { return name }
    return String(name[..<open])
  }

  /// A step's name with any seed in place of its own.
  private static func withoutSeed(_ name: String) -> String {
    name.split(separator: "/", omittingEmptySubsequences: false)
      .map { part in
        part.hasPrefix("seed-") && Int(part.dropFirst(5)) != nil ? "seed-*" : String(part)
      }
      .joined(separator: "/")
  }

  private static func counts(_ states: [PlannedStep]) -> [(name: String, count: Int)] {
    let counts = Dictionary(grouping: states, by: \.state.name).mapValues(\.count)
    return counts.sorted { (StateColors.rank($0.key), $0.key) < (StateColors.rank($1.key), $1.key) }
      .map { (name: $0.key, count: $0.value) }
  }

  /// The edges that do not follow from others (the transitive reduction).
  ///
  /// Every step reads only steps before it, so one pass in order finds all that each depends on.
  private static func transitiveReduction(_ reads: [[Int]]) -> [[Int]] {
    let words = (reads.count + 63) / 64
    var below = [[UInt64]](repeating: [], count: reads.count)
    return reads.indices.map { place in
      var indirect = [UInt64](repeating: 0, count: words)
      for read in reads[place] {
        for word in below[read].indices { indirect[word] |= below[read][word] }
      }
      let direct = reads[place].filter { indirect[$0 / 64] & (1 << UInt64($0 % 64)) == 0 }
      for read in direct { indirect[read / 64] |= 1 << UInt64(read % 64) }
      below[place] = indirect
      return direct
    }
  }
}

/// How states are told apart by eye; the name always stands beside the colour.
enum StateColors {
  /// The colours of a state's box; of a state that is not known neutral ones.
  static func of(_ state: String) -> (fill: String, line: String) {
    switch state {
    case "reused": ("#dafbe1", "#1a7f37")
    case "will-run": ("#ffe2cc", "#bc4c00")
    case "depends": ("#fff8c5", "#9a6700")
    default: ("#ddf4ff", "#0969da")
    }
  }

  /// The place of a state in the order of what matters to who looks: what runs comes first.
  static func rank(_ state: String) -> Int {
    switch state {
    case "will-run": 0
    case "depends": 2
    case "reused": 3
    default: 1
    }
  }
}
