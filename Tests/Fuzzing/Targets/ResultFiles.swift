@testable internal import OpenAIProvider
internal import Providers

extension FuzzTarget {
  /// Training curves as services leave them.
  static let resultFiles = FuzzTarget(name: "result-files") { bytes in
    guard let table = ResultFile(bytes) else { return nil }
    for epochs in [1, 10, .max] {
      for point in table.metrics(epochs: epochs) {
        guard point.step > 0, (1...epochs).contains(point.epoch) else {
          return "step \(point.step) is in epoch \(point.epoch) of \(epochs)"
        }
        guard point.trainingLoss >= 0, point.trainingLoss.isFinite else {
          return "a loss is \(point.trainingLoss)"
        }
      }
    }
    return nil
  }
}
