/// Why steps are no plan.
package enum PlanError: Error, Hashable, Sendable {
  /// Two steps have one name.
  case duplicateStep(StepID)

  /// A step reads an artifact of a step that the plan does not have.
  case unknownInput(StepInput, of: StepID)

  /// Two files of one step have one name.
  case duplicateFile(String, of: StepID)

  /// Steps wait for each other; the path begins and ends with the same step, readers first.
  case cycle([StepID])
}

extension PlanError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .duplicateStep(let step):
      "the plan has two steps '\(step)'; a step's name must be its own"
    case .unknownInput(let input, of: let step):
      "step '\(step)' reads '\(input.artifact)' of step '\(input.step)', "
        + "which the plan does not have"
    case .duplicateFile(let name, of: let step):
      "step '\(step)' reads two files named '\(name)'; a file's name must be its own"
    case .cycle(let path):
      "steps depend on each other in a circle: "
        + path.map { "'\($0)'" }.joined(separator: " needs ")
    }
  }
}
