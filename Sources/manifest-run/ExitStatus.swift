import ArgumentParser

/// What the program's exit status says.
enum ExitStatus: Int32 {
  /// Everything that was asked for is there.
  case done = 0

  /// A step failed.
  case stepFailed = 1

  /// The workspace cannot be used.
  static let workspace = ExitStatus.stepFailed

  /// The manifest has an error.
  case invalidManifest = 65

  /// Nobody answers at a provider's address.
  case unreachable = 69

  /// The user stopped the run.
  case interrupted = 130

  /// The error that ends the program with this status without a further message.
  var exit: ExitCode { ExitCode(rawValue) }
}
