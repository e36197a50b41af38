import Providers

/// Makes of every step's metric a progress report a few times a second.
struct ProgressMeter {
  private static let interval = Duration.milliseconds(200)

  /// The weight of the newest loss in the running mean.
  private static let lossWeight = 0.05

  private let epochs: Int
  private let steps: Int
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant
  private var meanLoss: Double?

  /// A meter that starts now.
  init(epochs: Int, steps: Int) {
    self.epochs = epochs
    self.steps = steps
    start = clock.now
    last = start - Self.interval
  }

  /// The progress after a step, or nil where the last report is too recent; never nil at the end.
  mutating func progress(after metric: FineTuneMetric) -> FineTuneProgress? {
    let loss = metric.trainingLoss
    let mean = meanLoss.map { $0 + (loss - $0) * Self.lossWeight } ?? loss
    meanLoss = mean
    let now = clock.now
    guard now - last >= Self.interval || metric.step == steps else { return nil }
    last = now
    let seconds = max((now - start) / .seconds(1), 1e-9)
    return FineTuneProgress(
      epoch: metric.epoch,
      epochs: epochs,
      step: metric.step,
      steps: steps,
      loss: mean,
      tokensPerSecond: metric.tokens.map { Double($0) / seconds },
      secondsLeft: seconds / Double(metric.step) * Double(steps - metric.step)
    )
  }
}
