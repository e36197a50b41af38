extension StepRunner {
  /// How long steps are checked before what was found is told.
  private static let longestBatch = Duration.milliseconds(50)

  /// A step to check.
  struct Candidate: Sendable {
    /// The step's place in the plan.
    var place: Int
    var step: StepSpec
    var directive: Directive

    /// The outputs of those that it reads the content of.
    var outputs: [StepID: [ArtifactName: Artifact]]
  }

  /// Finds out which steps must be built, in their order and as far as time allows; what a shared
  /// cache has is taken.
  ///
  /// Handing a check to a thread and back takes longer than most checks, so a thread does several.
  ///
  /// - Returns: What the checks of the first steps lead to; of at least one, where there is one.
  func check(_ candidates: [Candidate]) async -> [CheckResult] {
    var results = await BlockingWork.result { isCancelled in checkHere(candidates, isCancelled) }
    for (index, candidate) in zip(results.indices, candidates) {
      guard case .mustBuild(let check) = results[index] else { continue }
      let (step, directive) = (candidate.step, candidate.directive)
      if let taken = await taken(check, of: step, directive, at: candidate.place) {
        results[index] = .ended(taken)
      } else if directive == .reuseOnly {
        results[index] = .ended(failed(step, Self.failure(reusing: check.state)))
      }
    }
    return results
  }

  private func checkHere(_ candidates: [Candidate], _ isCancelled: () -> Bool) -> [CheckResult] {
    let start = ContinuousClock.now
    var results: [CheckResult] = []
    for candidate in candidates {
      results.append(
        checkHere(candidate.step, candidate.directive, outputs: candidate.outputs)
      )
      if isCancelled() || start.duration(to: .now) > Self.longestBatch { break }
    }
    return results
  }
}
