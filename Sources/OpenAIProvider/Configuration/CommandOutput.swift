internal import Providers
private import Synchronization
private import System

/// What a program prints, read without blocking a thread.
struct CommandOutput {
  /// The longest that the program may take, in seconds.
  private static let patience = 60.0

  private let words: [String]
  private let clock: ClientClock

  /// - Parameters:
  ///   - words: The program, found by `PATH`, and its arguments.
  ///   - clock: The clock.
  init(_ words: [String], clock: ClientClock) {
    self.words = words
    self.clock = clock
  }

  /// The program's standard output; its standard error goes where this program's does.
  ///
  /// - Throws: `ProviderError.denied` where it cannot be run or fails.
  func bytes(limit: Int) async throws(ProviderError) -> [UInt8] {
    let isCancelled = Mutex(false)
    let start = clock.now()
    let outcome = await withTaskCancellationHandler {
      await SystemThread.result { [words, clock] in
        Result { () throws(ChildProcess.Failure) in
          try ChildProcess.run(words, to: .memory(limit: limit), passesErrorsOn: true) {
            isCancelled.withLock(\.self) || clock.now() - start >= Self.patience
          }
        }
      }
    } onCancel: {
      isCancelled.withLock { $0 = true }
    }
    switch outcome {
    case .success(let result) where result.status == 0: return result.output
    case .success: throw failed("failed")
    case .failure(.notStarted(let problem)):
      throw failed("cannot be run: \(problem ?? "\(Errno.missing)")")
    case .failure(.tooMuchOutput): throw failed("prints more than a key")
    case .failure(.givenUp) where isCancelled.withLock(\.self): throw .cancelled
    case .failure(.givenUp): throw failed("did not end within \(Int(Self.patience)) s")
    case nil: throw failed("cannot be run: no thread could be started")
    }
  }

  private func failed(_ what: String) -> ProviderError {
    .denied("the command '\(words.first ?? "")' for the key \(what): look at 'key-command'")
  }
}
