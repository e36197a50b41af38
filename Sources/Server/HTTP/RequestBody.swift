import FlyingFox
import FlyingSocks
import Synchronization

/// The bytes after a request's head, as they arrive.
///
/// They are read once. What nobody reads would be taken for the next request, so the connection ends
/// after the answer unless everything was read.
final class RequestBody: Sendable {
  private enum Progress {
    case untouched, begun, finished
  }

  private let sequence: HTTPBodySequence
  private let progress: Mutex<Progress>

  /// A body of which small ones are in memory already.
  init(_ sequence: HTTPBodySequence) {
    self.sequence = sequence
    let isInMemory = (sequence.count ?? .max) <= Self.bytesInMemory
    progress = Mutex(isInMemory ? .finished : .untouched)
  }

  /// Bodies up to this size are read before a request is handled.
  static let bytesInMemory = 1 << 16

  /// Whether the next request can follow on the same connection.
  var isFinished: Bool { progress.withLock { $0 == .finished } }

  /// The size that the client has announced.
  var announcedCount: Int? { sequence.count }

  /// The whole body.
  ///
  /// - Throws: `APIError` where it is larger than allowed or does not arrive.
  func bytes(atMost limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    try await forEachPart(atMost: limit) { bytes += $0 }
    return bytes
  }

  /// Calls a function with each part of the body.
  ///
  /// After an error the rest is read and thrown away, so that the client hears the answer.
  ///
  /// - Throws: `APIError` where it is larger than allowed or does not arrive; what `take` throws.
  func forEachPart(atMost limit: Int, _ take: ([UInt8]) throws -> Void) async throws {
    var failure: (any Error)?
    var count = 0
    if let announced = announcedCount, announced > limit {
      let error = APIError.tooLarge("the body", limit: limit)
      progress.withLock { $0 = .begun }
      // What is left may take for ever to arrive; a little more is read, so that the answer is heard.
      guard announced <= limit + Limits.unwantedBytes else { throw error }
      failure = error
    }
    progress.withLock { $0 = .begun }
    do {
      for try await part in sequence {
        count += part.count
        if failure == nil, count > limit { failure = APIError.tooLarge("the body", limit: limit) }
        if failure != nil {
          if count > limit + Limits.unwantedBytes { break }
          continue
        }
        do {
          try take([UInt8](part))
        } catch {
          failure = error
        }
      }
    } catch is IdleLimit.Silence {
      throw APIError.slowClient
    } catch {
      throw APIError.invalid("the body ended too early")
    }
    if let failure {
      if count <= limit { progress.withLock { $0 = .finished } }
      throw failure
    }
    progress.withLock { $0 = .finished }
  }

  /// Reads what nobody has wanted, up to a limit.
  func discard() async {
    guard progress.withLock({ $0 == .untouched }) else { return }
    if let announced = announcedCount, announced > Limits.unwantedBytes { return }
    try? await forEachPart(atMost: Limits.unwantedBytes) { _ in }
  }
}
