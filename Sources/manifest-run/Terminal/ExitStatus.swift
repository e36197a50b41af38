import ArgumentParser

/// The program's exit statuses other than success.
enum ExitStatus: Int32 {
  /// A step failed, or the workspace cannot be used.
  case failed = 1

  /// A plan has something to do, where that was asked for.
  case somethingToDo = 2

  /// The steps would cost more than the budget.
  case refusedByBudget = 3

  /// Steps are left that wait for jobs which go on at a provider.
  case stillRunning = 4

  /// The command line cannot be understood.
  case wrongUsage = 64

  /// The manifest has an error.
  case invalidManifest = 65

  /// Nobody answers at a provider's address.
  case unreachable = 69

  /// Standard output cannot be written.
  case unwritableOutput = 74

  /// The user stopped the run.
  case interrupted = 130

  /// The error that ends the program with this status without a further message.
  var exit: ExitCode { ExitCode(rawValue) }
}
