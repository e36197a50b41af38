import Engine
import EngineTestSupport

/// Where toys are done whose work is a script; what a test does itself is done in its process.
enum Place: CaseIterable {
  case thisProcess
  case anotherProcess

  /// Another process, which goes on when the run ends.
  case queue

  /// What is asked before this process.
  var executors: [any StepExecutor] {
    switch self {
    case .thisProcess: []
    case .anotherProcess: [ProcessExecutor.toys()]
    case .queue: [ProcessExecutor.toys(isQueue: true)]
    }
  }
}
