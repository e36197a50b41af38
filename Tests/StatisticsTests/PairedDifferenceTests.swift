import Statistics
import Testing

struct PairedDifferenceTests {
  /// Two-by-two tables with the interval that a second implementation of the method gives.
  ///
  /// The first is table 6.2 of Altman et al., *Statistics with confidence* (2000), and the next two are
  /// of Fagerland, Lydersen and Laake, *Statistical analysis of contingency tables* (2017), chapter 8.
  private static let tables: [(counts: PairedDifference.Counts, interval: ClosedRange<Double>)] = [
    (.init(both: 14, firstAlone: 5, secondAlone: 0, neither: 22), 0.01148...0.22649),
    (.init(both: 1, firstAlone: 1, secondAlone: 7, neither: 12), -0.50692...(-0.02556)),
    (.init(both: 59, firstAlone: 6, secondAlone: 16, neither: 80), -0.11862...(-0.00463)),
    (.init(both: 36, firstAlone: 12, secondAlone: 2, neither: 0), 0.05693...0.34043),
    (.init(both: 0, firstAlone: 96, secondAlone: 0, neither: 4), 0.89089...0.98434),
    (.init(both: 0, firstAlone: 100, secondAlone: 0, neither: 0), 0.94768...1),
    (.init(both: 96, firstAlone: 0, secondAlone: 0, neither: 4), -0.03909...0.03909),
  ]

  @Test(arguments: Self.tables)
  func `the interval is Newcombe's`(
    counts: PairedDifference.Counts,
    interval: ClosedRange<Double>
  ) {
    let difference = PairedDifference(counts)
    #expect(abs(difference.lower - interval.lowerBound) < 1e-5, "\(difference)")
    #expect(abs(difference.upper - interval.upperBound) < 1e-5, "\(difference)")
  }

  @Test func `the other way round it is the same with the other sign`() {
    for (counts, _) in Self.tables {
      let one = PairedDifference(counts)
      let other = PairedDifference(
        .init(
          both: counts.both,
          firstAlone: counts.secondAlone,
          secondAlone: counts.firstAlone,
          neither: counts.neither
        )
      )
      #expect(one.value == -other.value)
      #expect(abs(one.lower + other.upper) < 1e-12)
      #expect(abs(one.upper + other.lower) < 1e-12)
    }
  }

  @Test func `every table of ten items has its difference in its interval`() {
    for both in 0...10 {
      for first in 0...(10 - both) {
        for second in 0...(10 - both - first) {
          let difference = PairedDifference(
            .init(
              both: both,
              firstAlone: first,
              secondAlone: second,
              neither: 10 - both - first - second
            )
          )
          #expect((-1...1).contains(difference.lower))
          #expect((-1...1).contains(difference.upper))
          #expect((difference.lower...difference.upper).contains(difference.value))
        }
      }
    }
  }
}
