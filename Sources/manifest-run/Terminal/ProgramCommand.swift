import ArgumentParser

/// A command of the program, which is given the environment that it runs in.
protocol ProgramCommand: ParsableCommand {
  /// Does what the command is for.
  ///
  /// - Parameter environment: What the program found when it started.
  /// - Throws: The exit status of a failure after it was told, or an error that the program tells.
  mutating func run(in environment: ProgramEnvironment) async throws
}
