extension Plan {
  /// Whether there are steps that are read and not made.
  package var hasReuseOnly: Bool { directives.contains(.reuseOnly) }

  /// Some steps alone; what they need of others must be reusable.
  package func only(_ ids: Set<StepID>) -> Plan {
    selecting(steps.map { ids.contains($0.id) })
  }

  /// Some steps and all that come after them; what these need of others must be reusable.
  package func from(_ ids: Set<StepID>) -> Plan {
    var isWanted = steps.map { ids.contains($0.id) }
    for place in steps.indices where !isWanted[place] {
      isWanted[place] = dependencies[place].contains { isWanted[$0] }
    }
    return selecting(isWanted)
  }

  /// The same plan, in which some steps are made also where they could be reused.
  ///
  /// It is the work that is done again: steps that do the same work as one of these count with them.
  package func forcing(_ ids: Set<StepID>) -> Plan {
    guard !ids.isEmpty else { return self }
    // One path has one content, so that no file need be read.
    let keys = forecastKeys { Digest(of: $0.utf8) }.map(\.digest)
    var equivalents: [Digest: [StepID]] = [:]
    var forced: Set<Digest> = []
    for place in steps.indices where directives[place] != .reuseOnly {
      equivalents[keys[place], default: []].append(steps[place].id)
      if ids.contains(steps[place].id) { forced.insert(keys[place]) }
    }
    return Plan(
      ordered: steps.indices.map { place in
        let isForced = forced.contains(keys[place]) && directives[place] != .reuseOnly
        let directive =
          isForced
          ? Directive.makeAgain(equivalents: equivalents[keys[place]] ?? []) : directives[place]
        return (steps[place], directive)
      }
    )
  }

  /// The steps that must be reusable for the others to be made, and are not.
  ///
  /// - Parameter states: What was found out about each step of this plan.
  /// - Returns: What was found out about those that are missing, in plan order.
  package func missing(_ states: [PlannedStep]) -> [PlannedStep] {
    var isNeeded = [Bool](repeating: false, count: steps.count)
    for place in steps.indices.reversed() where !states[place].state.isReused {
      guard directives[place] != .reuseOnly || isNeeded[place] else { continue }
      for dependency in dependencies[place] { isNeeded[dependency] = true }
    }
    return steps.indices.filter {
      isNeeded[$0] && directives[$0] == .reuseOnly && !states[$0].state.isReused
    }
    .map { states[$0] }
  }

  /// The plan without steps that were to be read only, are not there, and are not needed after all.
  ///
  /// What a step reads by reference is not needed where the step itself can be reused.
  ///
  /// - Parameter states: What was found out about each step of this plan, of which none is missing.
  /// - Returns: The plan of what can be reused or made.
  package func narrowed(by states: [PlannedStep]) -> Plan {
    Plan(
      ordered: steps.indices
        .filter { directives[$0] != .reuseOnly || states[$0].state.isReused }
        .map { (steps[$0], directives[$0]) }
    )
  }

  /// The wanted steps, what they read, and what decides the keys of that.
  private func selecting(_ isWanted: [Bool]) -> Plan {
    var isNeeded = [Bool](repeating: false, count: steps.count)
    var places: [StepID: Int] = [:]
    for (place, step) in steps.enumerated() { places[step.id] = place }
    for place in steps.indices.reversed() where isWanted[place] || isNeeded[place] {
      for input in steps[place].inputs where isWanted[place] || input.role == .content {
        if let maker = places[input.step] { isNeeded[maker] = true }
      }
    }
    return Plan(
      ordered: steps.indices.filter { isWanted[$0] || isNeeded[$0] }
        .map { (steps[$0], isWanted[$0] ? directives[$0] : .reuseOnly) }
    )
  }
}
