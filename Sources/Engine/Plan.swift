/// Steps in an order in which each comes after all that it reads.
package struct Plan: Sendable {
  /// The steps; where inputs leave a choice, in the order in which they were given.
  package let steps: [any Step]

  /// For each step the places of the steps that it reads, ascending.
  let dependencies: [[Int]]

  /// For each step the places of the steps that read it, ascending.
  let dependents: [[Int]]

  /// Orders steps and checks that they fit together.
  ///
  /// - Throws: `PlanError` for a name used twice, an input that no step makes, or a circle.
  package static func make(_ steps: [any Step]) throws(PlanError) -> Plan {
    let places = try places(of: steps)
    var edges: [[Int]] = []
    edges.reserveCapacity(steps.count)
    for step in steps {
      edges.append(try targets(of: step, places))
      try checkFileNames(of: step)
    }
    let order = try DependencyOrder.order(of: edges, names: steps.map(\.id))
    return Plan(steps, edges, ordered: order)
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

  /// - Parameters:
  ///   - steps: The steps.
  ///   - edges: For each of them the places of the steps that it reads.
  ///   - order: The places of the plan's steps, all that a step reads before it.
  private init(_ steps: [any Step], _ edges: [[Int]], ordered order: [Int]) {
    var places = [Int](repeating: 0, count: steps.count)
    for (new, old) in order.enumerated() { places[old] = new }
    var dependents = [[Int]](repeating: [], count: order.count)
    dependencies = order.enumerated().map { new, old in
      let targets = edges[old].map { places[$0] }.sorted()
      for target in targets { dependents[target].append(new) }
      return targets
    }
    self.steps = order.map { steps[$0] }
    self.dependents = dependents
  }

  /// The places of the steps that a step reads, each once.
  private static func targets(
    of step: any Step,
    _ places: [StepID: Int]
  ) throws(PlanError) -> [Int] {
    var targets: [Int] = []
    for input in step.inputs {
      guard let place = places[input.step] else { throw .unknownInput(input, of: step.id) }
      targets.append(place)
    }
    targets.sort()
    var last: Int?
    targets.removeAll { place in
      defer { last = place }
      return place == last
    }
    return targets
  }

  private static func places(of steps: [any Step]) throws(PlanError) -> [StepID: Int] {
    var places: [StepID: Int] = [:]
    places.reserveCapacity(steps.count)
    for (place, step) in steps.enumerated() {
      guard places.updateValue(place, forKey: step.id) == nil else {
        throw .duplicateStep(step.id)
      }
    }
    return places
  }

  private static func checkFileNames(of step: any Step) throws(PlanError) {
    let files = step.files
    guard files.count > 1 else { return }
    var names: Set<String> = []
    for file in files {
      guard names.insert(file.name).inserted else {
        throw .duplicateFile(file.name, of: step.id)
      }
    }
  }

  private func closure(of isWanted: (any Step) -> Bool) -> Plan {
    var wanted = steps.map(isWanted)
    for place in steps.indices.reversed() where wanted[place] {
      for dependency in dependencies[place] { wanted[dependency] = true }
    }
    guard wanted.contains(false) else { return self }
    return Plan(steps, dependencies, ordered: steps.indices.filter { wanted[$0] })
  }
}
