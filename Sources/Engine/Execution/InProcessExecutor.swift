private import Synchronization

/// Does steps in this process, each in a task of its own.
package final class InProcessExecutor: StepExecutor {
  private typealias Outcome = Result<[ArtifactName], StepFailure>

  private let works: StepWorks
  private let tasks = Mutex<(number: Int, running: [String: Task<Outcome, Never>])>((0, [:]))

  package init(_ works: StepWorks) {
    self.works = works
  }

  package var account: String? { nil }

  package func takes(_ step: StepSpec) -> Bool { true }

  package func start(
    _ order: StepOrder,
    in folder: String,
    for owner: any StepOwner
  ) async throws(StepFailure) -> StartedStep {
    let context = StepContext(order, in: folder, owner: owner)
    let task = Task { [works] () -> Outcome in
      do throws(StepFailure) {
        return .success(try await works.run(order.step, in: context))
      } catch {
        return .failure(error)
      }
    }
    let id = tasks.withLock { tasks in
      tasks.number += 1
      tasks.running[String(tasks.number)] = task
      return String(tasks.number)
    }
    return StartedStep(id: id, folder: folder)
  }

  package func poll(
    _ step: StartedStep,
    for owner: any StepOwner
  ) async throws(StepFailure) -> StepStanding {
    guard let task = tasks.withLock({ $0.running[step.id] }) else { return .lost }
    let outcome = await task.value
    tasks.withLock { _ = $0.running.removeValue(forKey: step.id) }
    switch outcome {
    case .success(let names): return .made(names, in: step.folder)
    case .failure(let failure): return .failed(failure)
    }
  }

  package func cancel(_ step: StartedStep) {
    tasks.withLock { $0.running[step.id] }?.cancel()
  }
}
