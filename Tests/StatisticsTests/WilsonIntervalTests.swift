import Statistics
import Testing

struct WilsonIntervalTests {
  // The values of scipy.stats.binomtest(k, n).proportion_ci(method="wilson"), rounded to 1e-9.
  @Test(arguments: [
    (0, 100, 0.0, 0.036993498),
    (1, 100, 0.001767432, 0.054486196),
    (50, 100, 0.403831530, 0.596168470),
    (94, 100, 0.875231846, 0.972213876),
    (100, 100, 0.963006502, 1.0),
    (1, 1, 0.206549314, 1.0),
    (990, 1000, 0.981690531, 0.994559246),
  ])
  func `it is the published interval`(
    successes: Int,
    trials: Int,
    lower: Double,
    upper: Double
  ) {
    let interval = WilsonInterval(successes: successes, trials: trials)
    #expect(abs(interval.lower - lower) < 1e-9)
    #expect(abs(interval.upper - upper) < 1e-9)
  }
}
