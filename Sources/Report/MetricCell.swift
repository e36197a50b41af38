package import Metrics

/// What is shown of a metric: the value of one run, or the mean of several.
package struct MetricCell: Sendable {
  package let value: Double

  /// The value under the untuned model, where it was asked for.
  package let baseValue: Double?

  /// The 95 % interval in words; empty where there is none.
  package let interval: String
  private let metric: Metric
  private let digits: Int

  /// - Parameters:
  ///   - measurements: The metric's measurements, at least one.
  ///   - metric: The metric.
  ///   - items: How many items say how many digits are shown.
  package init(_ measurements: [Measurement], _ metric: Metric, items: Int) {
    self.metric = metric
    value = Self.mean(measurements.map(\.value)) ?? .nan
    baseValue = Self.mean(measurements.compactMap(\.baseValue))
    digits = metric.digits(items: items, runs: measurements.count)
    // The runs of a mean ask the same questions, so its items make no interval.
    let bounds = measurements.count == 1 ? measurements[0].interval ?? [] : []
    interval = Self.interval(bounds, metric, digits)
  }

  package var text: String { text(of: value) }

  /// The value under the untuned model; empty where it was not asked for.
  var baseText: String { baseValue.map(text) ?? "" }

  /// The value under the untuned model, an arrow, and the value.
  package var change: String { (baseValue == nil ? "" : "\(baseText) → ") + text }

  /// Another value less this one, with its sign.
  package func difference(to other: MetricCell) -> String {
    difference(other.value - value, to: other)
  }

  /// A difference of two values, such as a bound of it, with as many digits as they have.
  package func difference(_ value: Double, to other: MetricCell) -> String {
    Decimals.signed(value, max(digits, other.digits))
  }

  /// Another value as this one is shown.
  func text(of value: Double) -> String {
    metric.isSigned ? Decimals.signed(value, digits) : Decimals.fixed(value, digits)
  }

  private static func interval(_ bounds: [Double], _ metric: Metric, _ digits: Int) -> String {
    guard bounds.count == 2 else { return "" }
    guard metric.isSigned else {
      return bounds.map { Decimals.fixed($0, digits) }.joined(separator: "–")
    }
    return bounds.map { Decimals.signed($0, 2) }.joined(separator: " to ")
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
