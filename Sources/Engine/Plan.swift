/// Steps in an order in which each comes after all that it reads.
package struct Plan: Sendable {
  /// The steps; where inputs leave a choice, in the order in which they were given.
  package let steps: [any Step]

  /// For each step the places of the steps that it reads, ascending.
  package let dependencies: [[Int]]

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
      var targets: Set<Int> = []
      for input in step.inputs {
        guard let place = places[input.step] else {
          throw .unknownInput(input, of: step.id)
        }
        targets.insert(place)
      }
      edges.append(targets.sorted())
      try checkFileNames(of: step)
    }
    let order = try DependencyOrder.order(of: edges, names: steps.map(\.id))
    return Plan(ordered: order.map { steps[$0] })
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

  private init(ordered steps: [any Step]) {
    var places: [StepID: Int] = [:]
    var dependencies: [[Int]] = []
    var dependents = [[Int]](repeating: [], count: steps.count)
    for (place, step) in steps.enumerated() {
      places[step.id] = place
      let targets = Set(step.inputs.compactMap { places[$0.step] }).sorted()
      for target in targets { dependents[target].append(place) }
      dependencies.append(targets)
    }
    self.steps = steps
    self.dependencies = dependencies
    self.dependents = dependents
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
    var names: Set<String> = []
    for file in step.files {
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
    return Plan(ordered: steps.indices.filter { wanted[$0] }.map { steps[$0] })
  }
}
