import Providers
import Synchronization
import System

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A Python process that does one request at a time, as `docs/worker.md` describes them.
final class Worker: Sendable {
  /// How long a process that was asked to stop may take, as to write a checkpoint; then it is killed.
  static let patience = Duration.seconds(120)

  private let process: LineProcess

  /// The file of what the process and its libraries print.
  let log: String

  /// - Parameters:
  ///   - python: The program.
  ///   - variables: Its environment variables.
  ///   - log: The path of its log, which is made.
  /// - Throws: `ProviderError.rejected` where it cannot be started.
  init(_ python: String, variables: [String: String], log: String) throws(ProviderError) {
    self.log = log
    do {
      process = try LineProcess(
        [python, "-P", "-u", "-m", WorkerCode.package],
        environment: variables,
        log: try FileDescriptor(log, for: .replacing)
      )
    } catch let error as FileSystemError {
      throw .file(path: log, problem: "\(error.code)")
    } catch {
      throw .rejected("'\(python)' cannot be started: \(error)")
    }
  }

  /// Whether it can do another request.
  var isRunning: Bool { process.isRunning }

  /// Has a request done.
  ///
  /// Where the task is cancelled, the process is asked to stop, writes a checkpoint where it trains, and ends.
  ///
  /// - Parameters:
  ///   - request: The request.
  ///   - type: What the result is read as.
  ///   - onEvent: Hears what happens meanwhile.
  /// - Returns: The result.
  /// - Throws: `ProviderError`.
  func result<Answer: Decodable>(
    of request: some Encodable,
    as type: Answer.Type = Answer.self,
    onEvent: @Sendable (WorkerEvent) -> Void = { _ in }
  ) async throws(ProviderError) -> Answer {
    do {
      return try await withTaskCancellationHandler {
        try process.write(line: Array(JSONEncoder().encode(request)))
        let decoder = JSONDecoder()
        for await line in process.lines {
          let event = try decoder.decode(WorkerEvent.self, from: Data(line))
          switch event.event {
          case "result": return try decoder.decode(Answer.self, from: Data(line))
          case "error": throw event.failure
          default: onEvent(event)
          }
        }
        throw await ended()
      } onCancel: {
        process.terminate()
        Task { [process] in
          try? await Task.sleep(for: Self.patience)
          process.kill()
        }
      }
    } catch let error as ProviderError {
      if Task.isCancelled {
        _ = await process.end()
        throw .cancelled
      }
      throw error
    } catch is FileSystemError {
      throw await ended()
    } catch {
      throw .unreadable("the worker said what is no answer: \(error)")
    }
  }

  /// Ends the process.
  func stop() { process.kill() }

  /// Why there is no answer.
  private func ended() async -> ProviderError {
    let status = await process.end()
    let bytes = (try? FileSystem.read(log)) ?? []
    let lines = String(decoding: bytes.suffix(4000), as: UTF8.self)
      .split(separator: "\n").suffix(3).joined(separator: " | ")
    return .jobFailed(
      "the worker ended with status \(status)"
        + (status == 137 ? ", as where the system has no memory left" : "")
        + "; its log '\(log)' ends: \(lines.isEmpty ? "(it is empty)" : lines)"
    )
  }
}

/// One line of a worker's.
struct WorkerEvent: Decodable {
  var event: String

  // An error.
  var code: String?
  var message: String?

  // A step of a training.
  var step: Int?
  var epoch: Int?
  var loss: Double?
  var rate: Double?
  var validationLoss: Double?

  // The beginning of a training.
  var documents: Int?
  var steps: Int?
  var resumedAt: Int?
  var unjoined: Int?

  // A note.
  var text: String?

  enum CodingKeys: String, CodingKey {
    case event, code, message, step, epoch, loss, rate, documents, steps, unjoined, text
    case validationLoss = "validation_loss"
    case resumedAt = "resumed_at"
  }

  /// An error as the program tells it.
  var failure: ProviderError {
    let message = message ?? "it says no more"
    switch code {
    case "interrupted": return .cancelled
    case "diverged", "not-learning", "bad-save", "bad-checkpoint", "out-of-memory", "internal":
      return .jobFailed(message)
    case "file": return .jobFailed(message)
    default: return .rejected(message)
    }
  }
}
