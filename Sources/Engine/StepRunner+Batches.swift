extension StepRunner {
  /// How long steps are checked before what was found is told.
  private static let longestBatch = Duration.milliseconds(50)

  /// Checks steps in their order, up to the first one that must be built.
  ///
  /// Handing a check to a thread and back takes longer than most checks. What must be built begins as
  /// early as if steps were checked one by one, and large contents are not all read by one thread.
  ///
  /// - Parameters:
  ///   - steps: The steps with the outputs of those that they read.
  ///   - isCancelled: Whether nobody waits for more.
  /// - Returns: What the checks of the first steps lead to; of at least one, where there is one.
  func check(
    _ steps: [(step: any Step, outputs: [StepID: [ArtifactName: Artifact]])],
    _ isCancelled: () -> Bool
  ) -> [CheckResult] {
    let start = ContinuousClock.now
    var results: [CheckResult] = []
    for (step, outputs) in steps {
      let result = check(step, outputs: outputs)
      results.append(result)
      if case .mustBuild = result { break }
      if isCancelled() || start.duration(to: .now) > Self.longestBatch { break }
    }
    return results
  }
}
