import ArgumentParser
import Engine
import Steps

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Does one step of a run in a process of its own; for executors, not for people.
struct ExecCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec",
    abstract: "Does the step whose order is in a folder.",
    shouldDisplay: false
  )

  @Argument(help: "The absolute path of the step's folder.")
  var folder: String

  @Argument(help: "The number of the process whose end ends the step.")
  var owner: Int32?

  func run(in environment: ProgramEnvironment) async throws {
    let host = StepHost(folder, works: .experiments(environment.providers))
    let interrupts = Interrupts()
    defer { interrupts.stop() }
    let events = interrupts.events
    guard try await Self.hasEnded(host, events, owner: owner) else {
      throw ExitStatus.interrupted.exit
    }
  }

  /// Does the step until it has ended, an interrupt comes or the owner ends.
  private static func hasEnded(
    _ host: StepHost,
    _ interrupts: AsyncStream<Void>,
    owner: Int32?
  ) async throws -> Bool {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask { try await host.run() }
      group.addTask {
        for await _ in interrupts {}
        return false
      }
      if let owner {
        group.addTask {
          while getppid() == owner { try await Task.sleep(for: .milliseconds(100)) }
          return false
        }
      }
      let hasEnded = try await group.next() ?? false
      group.cancelAll()
      return hasEnded
    }
  }
}
