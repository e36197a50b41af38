import ArgumentParser

/// What can be done with what an account has at a provider.
struct ProviderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "provider",
    abstract: "Look after what an account has at a provider.",
    subcommands: [OrphansCommand.self, AdoptCommand.self]
  )
}
