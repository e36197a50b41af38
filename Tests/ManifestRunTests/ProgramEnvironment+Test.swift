import TestSupport

@testable import manifest_run

extension ProgramEnvironment {
  /// The environment of a user without a home, on a machine with two cores and without a terminal.
  static func test(_ variables: [String: String] = [:], cores: Int = 2) -> ProgramEnvironment {
    ProgramEnvironment(
      variables: variables,
      commandLine: ["manifest-run"],
      currentFolder: CurrentFolder(path: "/", isDeleted: false),
      accountHome: { nil },
      cores: cores,
      terminal: TerminalCapabilities(variables, isTerminal: { _ in false })
    )
  }
}
