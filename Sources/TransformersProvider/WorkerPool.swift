import Providers
import Synchronization
import System

/// Keeps the workers that have nothing to do, so that a model which was asked is not loaded again.
///
/// How many work at once is the engine's to say; each has a GPU of its own where there are some.
final class WorkerPool: Sendable {
  let pythons: PythonSearch

  private struct Idle {
    var worker: Worker
    var python: String
    var device: String?
    var stateFolder: String
  }

  private struct State {
    var idle: [Idle] = []
    var freeDevices: [String]
    var started = 0
  }

  private let variables: [String: String]
  private let state: Mutex<State>

  init(pythons: PythonSearch, variables: [String: String], devices: [String]) {
    self.pythons = pythons
    self.variables = variables
    state = Mutex(State(freeDevices: devices))
  }

  /// Has something done by a worker that does nothing else meanwhile.
  ///
  /// - Parameters:
  ///   - own: The values of the provider's own training parameters.
  ///   - stateFolder: A folder of the workspace that outlives steps.
  ///   - isOnline: Whether it may use a network; it then does nothing else.
  ///   - body: Gets the worker, and the provider's part of the folder.
  /// - Returns: What the function returns.
  /// - Throws: `ProviderError`, also where no worker can be started.
  func withWorker<Answer>(
    _ own: [String: ParameterValue],
    stateFolder: String,
    isOnline: Bool = false,
    _ body: (Worker, _ folder: String) async throws(ProviderError) -> Answer
  ) async throws(ProviderError) -> Answer {
    let folder = "\(stateFolder)/transformers"
    let taken = try take(own, folder, isOnline: isOnline)
    do throws(ProviderError) {
      let answer = try await body(taken.worker, folder)
      give(back: taken, keeps: !isOnline)
      return answer
    } catch {
      // What was refused was not begun. What went wrong may have left it with less memory, or on its way out.
      if case .rejected = error {
        give(back: taken, keeps: !isOnline && taken.worker.isRunning)
      } else {
        give(back: taken, keeps: false)
      }
      throw error
    }
  }

  private func take(
    _ own: [String: ParameterValue],
    _ folder: String,
    isOnline: Bool
  ) throws(ProviderError) -> Idle {
    let python: PythonInstallation
    do throws(Shortage) {
      python = try pythons.installation(for: own)
      if let shortage = pythons.shortage(of: python, for: own) { throw shortage }
    } catch {
      throw .rejected("\(error.problem): run '\(error.command)'")
    }
    let found: (idle: Idle?, device: String?, number: Int) = state.withLock { state in
      state.idle.removeAll { idle in
        guard !idle.worker.isRunning else { return false }
        if let device = idle.device { state.freeDevices.append(device) }
        return true
      }
      state.started += 1
      // To fetch a model takes no GPU.
      if isOnline { return (nil, nil, state.started) }
      let place = state.idle.lastIndex {
        $0.python == python.program && $0.stateFolder == folder
      }
      if let place { return (state.idle.remove(at: place), nil, 0) }
      // One with another Python or another folder has nothing to do, and keeps a GPU.
      if state.freeDevices.isEmpty, let other = state.idle.firstIndex(where: { $0.device != nil }) {
        let idle = state.idle.remove(at: other)
        idle.worker.stop()
        return (nil, idle.device, state.started)
      }
      return (nil, state.freeDevices.isEmpty ? nil : state.freeDevices.removeFirst(), state.started)
    }
    if let idle = found.idle { return idle }
    do {
      let code = try WorkerCode.write(below: folder)
      var variables = variables
      variables["PYTHONPATH"] = code
      variables["PYTHONDONTWRITEBYTECODE"] = "1"
      if let device = found.device { variables["CUDA_VISIBLE_DEVICES"] = device }
      variables["MANIFEST_WORKER_ONLINE"] = isOnline ? "1" : nil
      let worker = try Worker(
        python.program,
        variables: variables,
        log: "\(folder)/worker-\(Host.process)-\(found.number).log"
      )
      return Idle(
        worker: worker,
        python: python.program,
        device: found.device,
        stateFolder: folder
      )
    } catch {
      if let device = found.device { state.withLock { $0.freeDevices.append(device) } }
      if let error = error as? ProviderError { throw error }
      throw .file(path: folder, problem: "\(error)")
    }
  }

  private func give(back idle: Idle, keeps: Bool) {
    if !keeps { idle.worker.stop() }
    state.withLock { state in
      if keeps {
        state.idle.append(idle)
      } else if let device = idle.device {
        state.freeDevices.append(device)
      }
    }
  }
}
