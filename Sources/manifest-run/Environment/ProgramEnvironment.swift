import Providers
import System

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the program finds around it when it starts.
///
/// `Program` makes it once and hands it to the command that runs. Nothing else asks the system for
/// variables, the current folder, processor cores or terminals, and a test makes its own.
struct ProgramEnvironment: Sendable {
  /// The environment variables.
  let variables: [String: String]

  /// The program and its arguments, as a run records them.
  let commandLine: [String]

  let currentFolder: CurrentFolder
  let userFolders: UserFolders

  /// The number of processor cores that this process may use.
  let cores: Int

  let terminal: TerminalCapabilities

  /// The provider that works on this machine, which `serve` offers to others.
  let localProvider: any Provider

  /// The provider of open-weights models.
  let openWeights: any Provider

  private let remote: LazyValue<(settings: ServiceSettings, providers: [any Provider])>

  /// The services that this user may ask, with their prices, or why the file of settings is unusable.
  ///
  /// The file is read when this or `services` is first asked for, and once: many commands need neither.
  var serviceSettings: ServiceSettings { remote.value.settings }

  /// The providers that ask the services; their jobs go on without this process.
  ///
  /// They are made once, so that each fetches its key once. Making them fetches none and opens no
  /// connection.
  var services: [any Provider] { remote.value.providers }

  /// - Parameters:
  ///   - variables: The environment variables.
  ///   - commandLine: The program and its arguments.
  ///   - currentFolder: The folder that relative paths begin in.
  ///   - accountHome: The home that the password database has for this user.
  ///   - cores: The number of processor cores that this process may use.
  ///   - terminal: What the terminals behind inputs and outputs can do.
  init(
    variables: [String: String],
    commandLine: [String],
    currentFolder: CurrentFolder,
    accountHome: () -> String?,
    cores: Int,
    terminal: TerminalCapabilities
  ) {
    self.variables = variables
    self.commandLine = commandLine
    self.currentFolder = currentFolder
    self.cores = cores
    self.terminal = terminal
    let folders = UserFolders({ variables[$0] }, accountHome: accountHome)
    userFolders = folders
    localProvider = Wiring.localProvider(cores: cores)
    openWeights = Wiring.openWeights(variables: variables, program: Host.program)
    remote = LazyValue {
      let settings = ServiceSettings(
        path: folders.settings.map { $0 + "/providers.yaml" },
        variable: { variables[$0] }
      )
      let providers = Wiring.services(
        settings.services,
        stateFolder: folders.state,
        variables: variables
      )
      return (settings, providers)
    }
  }

  /// The environment of this process.
  static func read() -> ProgramEnvironment {
    let variables = Environment.all
    return ProgramEnvironment(
      variables: variables,
      commandLine: CommandLine.arguments,
      currentFolder: .read(),
      accountHome: { Host.home },
      cores: ProcessInfo.processInfo.activeProcessorCount,
      terminal: .read(variables)
    )
  }
}
