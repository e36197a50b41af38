package import Engine
import Foundation
import Synchronization
import TestSupport

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Does steps that other processes can read each in a process of its own, which gets its folder and
/// nothing else.
///
/// A queue is one whose processes go on when this one ends, and whose steps a later run attaches to.
package final class ProcessExecutor: StepExecutor {
  private let command: [String]
  private let isTaken: @Sendable (StepSpec) -> Bool
  private let isQueue: Bool

  /// By the ids of steps: their processes, and how much of what they told is known.
  private let processes = Mutex<[String: Subprocess]>([:])
  private let offsets = Mutex<[String: Int]>([:])

  /// - Parameters:
  ///   - command: The program that gets a step's folder and, unless it goes on without one, the owner's
  ///     number.
  ///   - isQueue: Whether steps go on without this process.
  ///   - isTaken: Whether a step is done here.
  package init(
    _ command: [String],
    isQueue: Bool = false,
    takes isTaken: @escaping @Sendable (StepSpec) -> Bool
  ) {
    self.command = command
    self.isQueue = isQueue
    self.isTaken = isTaken
  }

  /// Does toys whose work is a script.
  package static func toys(isQueue: Bool = false) -> ProcessExecutor {
    ProcessExecutor([ProgramCall.program("toy-host").path], isQueue: isQueue) { step in
      step.kind == "toy" && (step.details as? ToyDetails)?.work == nil
    }
  }

  package var account: String? { isQueue ? "queue" : nil }

  package func takes(_ step: StepSpec) -> Bool { isTaken(step) }

  package func start(
    _ order: StepOrder,
    in folder: String,
    for owner: any StepOwner
  ) async throws(StepFailure) -> StartedStep {
    try StepFolder(folder).give(order)
    do {
      let owner = isQueue ? [] : ["\(getpid())"]
      let process = try Subprocess(
        command + [folder] + owner,
        environment: ProgramCall.plainEnvironment,
        errors: .file("\(folder)/messages")
      )
      let id = "process-\(process.identifier)"
      processes.withLock { $0[id] = process }
      // What is submitted to a queue can be found there by its folder.
      try Data(id.utf8).write(to: URL(filePath: "\(folder)/id"))
      return StartedStep(id: id, folder: folder)
    } catch {
      throw StepFailure("starting a process", .storage("\(error)"))
    }
  }

  package func find(
    _ order: StepOrder,
    in folder: String
  ) async throws(StepFailure) -> StartedStep? {
    (try? String(contentsOfFile: "\(folder)/id", encoding: .utf8)).map {
      StartedStep(id: $0, folder: folder)
    }
  }

  package func poll(
    _ step: StartedStep,
    for owner: any StepOwner
  ) async throws(StepFailure) -> StepStanding {
    let isRunning = isRunning(step)
    let folder = StepFolder(step.folder)
    let known = offsets.withLock { $0[step.id, default: 0] }
    let offset = try folder.attend(owner, after: known)
    offsets.withLock { $0[step.id] = offset }
    switch try folder.end() {
    case .made(let names)?: return .made(names, in: folder.artifacts)
    case .failed(let failure)?: return .failed(failure)
    case nil:
      guard isRunning else { return .lost }
      try? await Task.sleep(for: .milliseconds(2))
      return .goesOn(waits: nil)
    }
  }

  package func cancel(_ step: StartedStep) {
    processes.withLock { $0[step.id] }?.send(SIGTERM)
  }

  private func isRunning(_ step: StartedStep) -> Bool {
    if let process = processes.withLock({ $0[step.id] }) { return process.isRunning }
    return Int32(step.id.dropFirst("process-".count)).map { kill($0, 0) == 0 } ?? false
  }
}
