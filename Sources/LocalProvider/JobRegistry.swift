import Crypto
import Providers
import Synchronization
import System

/// The jobs that this process was asked for.
final class JobRegistry: Sendable {
  private struct Jobs {
    var requests: [RemoteJobID: FineTuneRequest] = [:]
    var ids: [String: RemoteJobID] = [:]
  }

  private let jobs = Mutex(Jobs())

  /// Keeps a request under an id made of its step's key and content.
  ///
  /// An id that another process wrote down can therefore stand for the same work only.
  func add(_ request: FineTuneRequest) -> RemoteJobID {
    let parameters = request.parameters
    let parts = [
      request.stepKey, parameters.model, "\(parameters.epochs)", "\(parameters.batchSize)",
      "\(parameters.rateFactor)", "\(parameters.seed)",
      request.trainingFile.content.digest, request.validationFile?.content.digest ?? "",
    ]
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
    let digest = hexadecimal(SHA256.hash(data: Array(text.utf8)))
    let id = RemoteJobID(rawValue: "local-job-\(digest.prefix(24))")
    jobs.withLock {
      $0.requests[id] = request
      $0.ids[request.stepKey] = id
    }
    return id
  }

  /// The request of a job, or nil if this process was not asked for it.
  func request(of job: RemoteJobID) -> FineTuneRequest? {
    jobs.withLock { $0.requests[job] }
  }

  /// The job of a step's key, or nil if this process was not asked for one.
  func job(forStepKey key: String) -> RemoteJobID? {
    jobs.withLock { $0.ids[key] }
  }
}
