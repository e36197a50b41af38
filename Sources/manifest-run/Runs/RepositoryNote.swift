import Engine
import Synchronization

/// Brings together what Git says and the number of the run that it is said of, whichever comes
/// first, so that a run never waits for Git when it begins.
final class RepositoryNote: RunRecorder {
  /// How long Git's answer is waited for once the run has ended.
  private static let patience = Duration.milliseconds(200)

  private struct State {
    var run: RunID?
    var repository: RunProvenance.Repository?
    var deadline: ContinuousClock.Instant?
  }

  private let root: String
  private let workspace: Workspace
  private let state = Mutex(State())

  /// - Parameters:
  ///   - root: The root of the repository that the manifest lies in.
  ///   - workspace: Where the run is.
  init(of root: String, in workspace: Workspace) {
    self.root = root
    self.workspace = workspace
  }

  /// Asks Git, and keeps what it says as soon as the run has a number.
  func ask() async {
    let repository = await BlockingWork.result { [self] isCancelled in
      RepositoryState.read(at: root) { [self] in isGivenUp(isCancelled()) }
    }
    keep { $0.repository = repository }
  }

  func record(_ event: RunEvent) {
    if case .runStarted(let run, _) = event.kind { keep { $0.run = run } }
  }

  private func isGivenUp(_ isCancelled: Bool) -> Bool {
    guard isCancelled else { return false }
    return state.withLock { state in
      let deadline = state.deadline ?? .now + Self.patience
      state.deadline = deadline
      return deadline < .now
    }
  }

  private func keep(_ change: (inout State) -> Void) {
    let known = state.withLock { state -> (RunID, RunProvenance.Repository)? in
      change(&state)
      guard let run = state.run, let repository = state.repository else { return nil }
      return (run, repository)
    }
    guard let (run, repository) = known else { return }
    // A run is worth more than what is known about it.
    try? workspace.note(repository, of: run)
  }
}
