import ArgumentParser

/// What the program's exit status says where not everything that was asked for is there.
enum ExitStatus: Int32 {
  /// A step failed, or the workspace cannot be used.
  case stepFailed = 1

  /// A plan that was asked to tell so has something to do.
  case somethingToDo = 2

  /// What is to be done would cost more than the budget.
  case refusedByBudget = 3

  /// Steps are left that wait for jobs which go on at a provider.
  case stillRunning = 4

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
