import Engine
import EngineTestSupport
import Foundation

// What `manifest-run exec` does, for steps that tests alone know: `toy-host FOLDER OWNER`, or without
// an owner for a step that goes on when its run ends.
let arguments = CommandLine.arguments
let host = StepHost(arguments[1], works: .toys(["toy"]))
let work = Task { try await host.run() }

signal(SIGTERM, SIG_IGN)
let terminations = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
terminations.setEventHandler { work.cancel() }
terminations.resume()
if arguments.count > 2, let owner = Int32(arguments[2]) {
  Thread.detachNewThread {
    while getppid() == owner { usleep(20_000) }
    work.cancel()
  }
}
exit(try await work.value ? 0 : 130)
