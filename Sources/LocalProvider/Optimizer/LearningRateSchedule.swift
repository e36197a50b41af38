/// The factor on the peak learning rates: a linear rise, then a linear fall.
struct LearningRateSchedule: Hashable, Sendable {
  /// The factor at the last step.
  static let finalFactor = 0.03

  /// All steps of the job, at least 1.
  var steps: Int

  /// The steps of the rise: one in thirty, at least five, at most half of all.
  var warmUpSteps: Int { max(1, min(max(5, steps / 30), steps / 2)) }

  /// The factor at a step counted from 1: 1 at the end of the rise, 0.03 at the last step.
  func factor(atStep step: Int) -> Double {
    guard step > warmUpSteps else { return Double(step) / Double(warmUpSteps) }
    let fallen = Double(step - warmUpSteps) / Double(steps - warmUpSteps)
    return 1 - (1 - Self.finalFactor) * fallen
  }
}
