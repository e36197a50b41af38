/// Steps in an order in which each comes after all that it reads.
package struct Plan: Sendable {
  /// The steps; where inputs leave a choice, in the order in which they were given.
  package let steps: [StepSpec]

  /// For each step what may be done with it.
  package let directives: [Directive]

  /// For each step the places of the steps that it reads, ascending.
  package let dependencies: [[Int]]

  /// For each step how many of these it reads the content of, so that they count in its key.
  let contentDependencyCounts: [Int]

  /// For each step the places of the steps that read its content, ascending.
  let contentDependents: [[Int]]

  /// For each step the places of the steps that read it by reference alone, ascending.
  let referenceDependents: [[Int]]

  /// Orders steps and checks that they fit together.
  ///
  /// - Throws: `PlanError` for a name used twice, an input that no step makes, or a circle.
  package static func make(_ steps: [StepSpec]) throws(PlanError) -> Plan {
    let places = try places(of: steps)
    var edges: [[Int]] = []
    edges.reserveCapacity(steps.count)
    for step in steps {
      edges.append(try targets(of: step, places))
      try checkFileNames(of: step)
    }
    let order = try TopologicalOrder.order(of: edges, names: steps.map(\.id))
    return Plan(ordered: order.map { (steps[$0], .makeIfStale) })
  }

  /// The steps of some kinds and everything that they depend on, in the same order.
  package func limited(to kinds: Set<StepKind>) -> Plan {
    closure { kinds.contains($0.kind) }
  }

  /// Some steps and everything that they depend on, in the same order.
  package func limited(to steps: Set<StepID>) -> Plan {
    closure { steps.contains($0.id) }
  }

  /// The steps of one kind and everything that they depend on, in the same order.
  package func until(_ kind: StepKind) -> Plan {
    limited(to: [kind])
  }

  /// Steps in an order that fits; an input of a step that is not among them is left open.
  init(ordered entries: [(step: StepSpec, directive: Directive)]) {
    steps = entries.map(\.step)
    directives = entries.map(\.directive)
    var places: [StepID: Int] = [:]
    places.reserveCapacity(steps.count)
    var dependencies: [[Int]] = []
    dependencies.reserveCapacity(steps.count)
    var contentCounts: [Int] = []
    contentCounts.reserveCapacity(steps.count)
    var contentDependents = [[Int]](repeating: [], count: steps.count)
    var referenceDependents = contentDependents
    for (place, step) in steps.enumerated() {
      places[step.id] = place
      let (contents, references) = Self.readers(of: step, places)
      for target in contents { contentDependents[target].append(place) }
      for target in references { referenceDependents[target].append(place) }
      contentCounts.append(contents.count)
      dependencies.append(references.isEmpty ? contents : (contents + references).sorted())
    }
    self.dependencies = dependencies
    contentDependencyCounts = contentCounts
    self.contentDependents = contentDependents
    self.referenceDependents = referenceDependents
  }

  /// The places of the steps whose content a step reads, and of those that it reads by reference
  /// alone; each once and ascending.
  private static func readers(
    of step: StepSpec,
    _ places: [StepID: Int]
  ) -> (contents: [Int], references: [Int]) {
    var contents: [Int] = []
    var references: [Int] = []
    for input in step.inputs {
      guard let target = places[input.step] else { continue }
      switch input.role {
      case .content: contents.append(target)
      case .reference: references.append(target)
      }
    }
    contents = distinct(contents)
    guard !references.isEmpty else { return (contents, []) }
    let known = Set(contents)
    return (contents, distinct(references.filter { !known.contains($0) }))
  }

  /// Places in ascending order, each once.
  private static func distinct(_ places: [Int]) -> [Int] {
    var last: Int?
    return places.sorted().filter { place in
      defer { last = place }
      return place != last
    }
  }

  /// The places of the steps that a step reads, each once.
  private static func targets(
    of step: StepSpec,
    _ places: [StepID: Int]
  ) throws(PlanError) -> [Int] {
    var targets: [Int] = []
    for input in step.inputs {
      guard let place = places[input.step] else { throw .unknownInput(input, of: step.id) }
      targets.append(place)
    }
    return distinct(targets)
  }

  private static func places(of steps: [StepSpec]) throws(PlanError) -> [StepID: Int] {
    var places: [StepID: Int] = [:]
    places.reserveCapacity(steps.count)
    for (place, step) in steps.enumerated() {
      guard places.updateValue(place, forKey: step.id) == nil else {
        throw .duplicateStep(step.id)
      }
    }
    return places
  }

  private static func checkFileNames(of step: StepSpec) throws(PlanError) {
    let files = step.files
    guard files.count > 1 else { return }
    var names: Set<String> = []
    for file in files {
      guard names.insert(file.name).inserted else {
        throw .duplicateFile(file.name, of: step.id)
      }
    }
  }

  private func closure(of isWanted: (StepSpec) -> Bool) -> Plan {
    var wanted = steps.map(isWanted)
    for place in steps.indices.reversed() where wanted[place] {
      for dependency in dependencies[place] { wanted[dependency] = true }
    }
    guard wanted.contains(false) else { return self }
    return Plan(
      ordered: steps.indices.filter { wanted[$0] }.map { (steps[$0], directives[$0]) }
    )
  }
}
