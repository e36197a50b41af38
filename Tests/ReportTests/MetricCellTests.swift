import Metrics
import Testing

@testable import Report

struct MetricCellTests {
  private func cell(_ values: [Double], _ metric: Metric, n: Int = 100) -> MetricCell {
    let measurements = values.map { value in
      var measurement = Measurement(
        model: "small",
        provider: "local",
        parameters: nil,
        seed: 0,
        variant: [:],
        split: "unrealized",
        metric: metric.name,
        value: value,
        n: n,
        steps: MeasurementSteps(fineTune: "f", evaluate: "e")
      )
      measurement.interval = metric.interval.map { _ in [value - 0.25, value + 0.125] }
      return measurement
    }
    return MetricCell(measurements, metric, items: n)
  }

  @Test(arguments: [
    ([0.5], Metric.exactMatch, 100, "0.50", "0.25–0.63"),
    ([0.5], .exactMatch, 1000, "0.500", "0.250–0.625"),
    ([0.5, 0.25], .exactMatch, 100, "0.375", ""),
    ([0.5], .personaDifference, 100, "+0.50", "+0.25 to +0.63"),
    ([-2], .logProbability, 1000, "-2.00", ""),
  ])
  func `a value has the digits that mean something`(
    values: [Double],
    metric: Metric,
    n: Int,
    text: String,
    interval: String
  ) {
    let cell = cell(values, metric, n: n)
    #expect(cell.text == text)
    #expect(cell.interval == interval)
  }

  @Test(arguments: [(0.5, 0.75, "+0.25"), (0.5, 0.25, "-0.25"), (0.5, 0.501, "0.00")])
  func `a difference has its sign`(a: Double, b: Double, text: String) {
    #expect(cell([a], .exactMatch).difference(to: cell([b], .exactMatch)) == text)
  }
}
