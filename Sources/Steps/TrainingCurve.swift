internal import Engine
internal import Providers
private import Synchronization

/// Writes a job's metrics as JSON Lines while they come in.
///
/// It holds no times, so the same job leaves the same bytes.
final class TrainingCurve: Sendable {
  private let writer: Mutex<LineWriter>

  /// - Parameter path: The file to make.
  /// - Throws: `StepFailure` where it cannot be made.
  init(path: String) throws(StepFailure) {
    writer = Mutex(try LineWriter(path: path))
  }

  /// Adds one line.
  ///
  /// What cannot be written is told by `close()`.
  func append(_ metric: FineTuneMetric) {
    writer.withLock { $0.append(JSONDocument.line(Line(metric))) }
  }

  /// Writes out what is left.
  ///
  /// - Throws: `StepFailure` where any line could not be written.
  func close() throws(StepFailure) {
    let failure = writer.withLock { $0.close() }
    if let failure { throw failure }
  }

  private struct Line: Encodable {
    var step: Int
    var epoch: Int
    var trainingLoss: Double
    var validationLoss: Double?
    var learningRateFactor: Double?
    var tokens: Int

    init(_ metric: FineTuneMetric) {
      step = metric.step
      epoch = metric.epoch
      trainingLoss = metric.trainingLoss
      validationLoss = metric.validationLoss
      learningRateFactor = metric.learningRateFactor
      tokens = metric.tokens
    }

    enum CodingKeys: String, CodingKey {
      case step, epoch, tokens
      case trainingLoss = "training_loss"
      case validationLoss = "validation_loss"
      case learningRateFactor = "learning_rate_factor"
    }
  }
}
