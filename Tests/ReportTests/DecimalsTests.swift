import Report
import Testing

struct DecimalsTests {
  @Test(arguments: [
    (0.945, 2, "0.95"), (-0.004, 2, "0.00"), (-25.306, 2, "-25.31"), (1e9, 1, "1000000000.0"),
    (0.5, 0, "1"), (Double.nan, 2, "nan"), (-Double.infinity, 2, "-inf"), (0.05, 3, "0.050"),
  ])
  func `a number has so many digits after the point`(value: Double, digits: Int, text: String) {
    #expect(Decimals.fixed(value, digits) == text)
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1 000"), (-1_234_567, "-1 234 567")])
  func `whole numbers are grouped`(value: Int, text: String) {
    #expect(Decimals.grouped(value) == text)
  }

  @Test(arguments: [
    (0.04, "0.0 s"), (0.96, "1.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.6, "1 min 0 s"),
    (192, "3 min 12 s"), (7260, "2 h 1 min"),
  ])
  func `durations are short`(seconds: Double, text: String) {
    #expect(Decimals.duration(seconds) == text)
  }

  @Test(arguments: [(870, "870"), (869_500, "870 k"), (1_100_000, "1.1 M"), (7e9, "7.0 G")])
  func `parameters are counted in thousands and millions`(count: Double, text: String) {
    #expect(Decimals.parameters(Int(count)) == text)
  }
}
