import Statistics
import Testing

struct ShareComparisonTests {
  private static func counts(_ gained: Int, _ lost: Int, both: Int, neither: Int)
    -> PairedDifference.Counts
  {
    .init(both: both, firstAlone: gained, secondAlone: lost, neither: neither)
  }

  @Test func `twelve gained and two lost of a hundred is better`() {
    let comparison = ShareComparison(Self.counts(12, 2, both: 68, neither: 18))
    #expect(comparison.difference == 0.1)
    #expect(abs(comparison.lower - 0.02356993) < 5e-9)
    #expect(abs(comparison.upper - 0.17250851) < 5e-9)
    #expect(abs((comparison.p ?? 1) - 0.00738525390625) < 1e-14)
    let exact = McNemarTest(Self.counts(12, 2, both: 68, neither: 18)).exact
    #expect(abs(exact - 0.012939453125) < 1e-14)
    #expect(comparison.verdict == .better)
  }

  @Test(arguments: [
    (12, 2, 68, 18, "better"), (2, 12, 68, 18, "worse"),
    // So many questions bound what may be there.
    (20, 20, 9_000, 960, "bounded"), (0, 0, 1000, 0, "bounded"),
    (5, 3, 68, 24, "open"),
    // Four answers that differ show nothing, all on one side.
    (4, 0, 90, 6, "untellable"), (0, 0, 5, 5, "untellable"),
  ])
  func `each verdict has its tables`(
    gained: Int,
    lost: Int,
    both: Int,
    neither: Int,
    expected: String
  ) {
    let comparison = ShareComparison(Self.counts(gained, lost, both: both, neither: neither))
    #expect("\(comparison.verdict)".hasPrefix(expected), "\(comparison)")
  }

  @Test func `the other way round everything is mirrored`() {
    let tables = [(12, 2, 68, 18), (5, 3, 68, 24), (0, 7, 1, 0), (3, 3, 0, 0)]
    for (gained, lost, both, neither) in tables {
      let one = ShareComparison(Self.counts(gained, lost, both: both, neither: neither))
      let other = ShareComparison(Self.counts(lost, gained, both: both, neither: neither))
      expectMirrored(one, other)
    }
    expectMirrored(
      ShareComparison(differentQuestions: (8, 10), less: (2, 9)),
      ShareComparison(differentQuestions: (2, 9), less: (8, 10))
    )
    let (a, b) = ([0.5, 0.6, 0.4], [0.9, 0.8, 0.95, 0.9])
    if let one = ShareComparison(runs: b, less: a), let other = ShareComparison(runs: a, less: b) {
      expectMirrored(one, other)
    } else {
      Issue.record("there is no comparison")
    }
    let differences = [1, 0.5, 0, -0.5, 0.5, 0.5]
    expectMirrored(
      ShareComparison(questionDifferences: differences),
      ShareComparison(questionDifferences: differences.map { -$0 })
    )
  }

  private func expectMirrored(_ one: ShareComparison, _ other: ShareComparison) {
    #expect(one.difference == -other.difference)
    #expect(abs(one.lower + other.upper) < 1e-12 && abs(one.upper + other.lower) < 1e-12)
    #expect(one.p == other.p && one.detectable == other.detectable)
    #expect(one.verdict.mirrored == other.verdict)
  }

  @Test func `one run a side is the same as the counts of its questions`() {
    let counts = Self.counts(12, 2, both: 68, neither: 18)
    let differences =
      [Double](repeating: 1, count: 12) + [Double](repeating: -1, count: 2)
      + [Double](repeating: 0, count: 86)
    let (one, other) = (ShareComparison(counts), ShareComparison(questionDifferences: differences))
    #expect(one.lower == other.lower && one.upper == other.upper && one.verdict == other.verdict)
  }

  @Test func `runs are the unit, and their interval is not cut off`() throws {
    let comparison = try #require(
      ShareComparison(runs: [0.98, 0.99, 1, 0.97], less: [0.1, 0.9, 0.2])
    )
    #expect(comparison.method == .runs && comparison.upper > 1)
    // Welch's test says that three runs so far apart show nothing.
    #expect("\(comparison.verdict)".hasPrefix("open"), "\(comparison)")
    // Two runs say nothing of how runs vary, and neither do runs that are all alike.
    #expect(ShareComparison(runs: [1, 0.9], less: [0.1, 0.2, 0.3]) == nil)
    #expect(ShareComparison(runs: [1, 1, 1], less: [0, 0, 0]) == nil)
  }

  @Test func `as many questions as are needed show the difference`() {
    let needed = PairedPower.items(difference: 0.1, differing: 0.2)
    // Connor's formula by hand: (1.959964 √0.2 + 0.841621 √0.19)² / 0.01.
    #expect(abs(needed - 154.6) < 0.01)
    #expect(
      abs(PairedPower.difference(items: Int(needed.rounded(.up)), differing: 0.2) - 0.1) < 0.001
    )
    #expect(PairedPower.difference(items: 1, differing: 0.5) == 1)
  }
}
