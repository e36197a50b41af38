import Engine
import Synchronization

/// Records the state of a run's Git repository with the run.
///
/// Git's answer and the run's number may come in either order, so that no run waits for Git when it begins.
final class RepositoryRecorder: RunRecorder {
  /// How long Git may still take once the run has ended.
  private static let timeout = Duration.milliseconds(200)

  private struct State {
    var run: RunID?
    var repository: RunProvenance.Repository?
    var deadline: ContinuousClock.Instant?
  }

  private let root: String
  private let workspace: Workspace
  private let variables: [String: String]
  private let state = Mutex(State())

  /// - Parameters:
  ///   - root: The root of the repository that the manifest lies in.
  ///   - workspace: Where the run is.
  ///   - variables: The environment variables of this program.
  init(of root: String, in workspace: Workspace, variables: [String: String]) {
    self.root = root
    self.workspace = workspace
    self.variables = variables
  }

  /// Asks Git, and records its answer as soon as the run has a number.
  func queryGit() async {
    let repository = await BlockingWork.result { [self] isCancelled in
      RepositoryState.read(at: root, variables: variables) { [self] in
        isGivenUp(isCancelled())
      }
    }
    update { $0.repository = repository }
  }

  func record(_ event: RunEvent) {
    if case .runStarted(let run, _) = event.kind { update { $0.run = run } }
  }

  private func isGivenUp(_ isCancelled: Bool) -> Bool {
    guard isCancelled else { return false }
    return state.withLock { state in
      let deadline = state.deadline ?? .now + Self.timeout
      state.deadline = deadline
      return deadline < .now
    }
  }

  private func update(_ change: (inout State) -> Void) {
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
