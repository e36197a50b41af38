/// What a user writes for one step or several: a step's name in which `*` stands for any text, a
/// slash too, and `?` for one character.
///
/// Everything else stands for itself, also the brackets around a matrix's values.
package struct StepPattern: Hashable, Sendable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  /// The steps that it names, in the order of the plan.
  package func matches(in plan: Plan) -> [StepID] {
    plan.steps.map(\.id).filter(matches)
  }

  /// Whether it names a step.
  ///
  /// Goes back to the last `*` alone where something does not fit, so that the time is at most the
  /// product of the lengths.
  package func matches(_ step: StepID) -> Bool {
    let (pattern, name) = (Array(text.unicodeScalars), Array(step.rawValue.unicodeScalars))
    var (at, place) = (0, 0)
    var star: (at: Int, place: Int)?
    while place < name.count {
      if at < pattern.count, pattern[at] == "*" {
        star = (at, place)
        at += 1
      } else if at < pattern.count, pattern[at] == "?" || pattern[at] == name[place] {
        at += 1
        place += 1
      } else if let last = star {
        star = (last.at, last.place + 1)
        (at, place) = (last.at + 1, last.place + 1)
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == "*" }
  }
}
