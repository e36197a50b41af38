internal import Engine
internal import Providers
private import Synchronization
internal import System

/// Writes a job's metrics as JSON Lines while they come in.
///
/// It holds no times, so the same job leaves the same bytes.
final class TrainingCurve: Sendable {
  private struct State: ~Copyable {
    var output: FileOutput?

    /// The first thing that went wrong; nothing is written after it.
    var failure: FileSystemError?
  }

  private let path: String
  private let state = Mutex(State(output: nil))

  /// - Parameter path: The file to make.
  init(path: String) {
    self.path = path
  }

  /// Begins the file, anew where it was begun before.
  ///
  /// - Throws: `StepFailure` where it cannot be made.
  func begin() throws(StepFailure) {
    let failure = state.withLock { state -> FileSystemError? in
      do throws(FileSystemError) {
        state = State(output: try FileOutput(path: path))
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw Self.failure(failure) }
  }

  /// Adds one line.
  ///
  /// What cannot be written is told by `close()`.
  func append(_ metric: FineTuneMetric) {
    let line = Array((JSONDocument.line(Line(metric)) + "\n").utf8)
    state.withLock { state in
      guard state.failure == nil else { return }
      do throws(FileSystemError) {
        try state.output?.append(line)
      } catch {
        state.failure = error
      }
    }
  }

  /// Writes out what is left.
  ///
  /// - Throws: `StepFailure` where any line could not be written.
  func close() throws(StepFailure) {
    let failure = state.withLock { state -> FileSystemError? in
      if let failure = state.failure { return failure }
      guard let output = state.output.take() else { return nil }
      do throws(FileSystemError) {
        _ = try output.finish()
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw Self.failure(failure) }
  }

  private static func failure(_ error: FileSystemError) -> StepFailure {
    StepFailure("writing the training curve", .storage("\(error)"))
  }

  private struct Line: Encodable {
    var step: Int
    var epoch: Int
    var trainingLoss: Double
    var validationLoss: Double?
    var learningRateFactor: Double?
    var tokens: Int?

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
