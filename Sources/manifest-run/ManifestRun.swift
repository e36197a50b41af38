import ArgumentParser

/// The program: its commands and what it says about itself.
@main
struct ManifestRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manifest-run",
    abstract: "Runs the fine-tuning experiment that a YAML manifest describes.",
    discussion: """
      'manifest-run FILE' is short for 'manifest-run run FILE'. Only what changed since the last \
      run is done again.

      Exit status: 0 done, 1 a step failed, 2 something to do (plan --detailed-exitcode), 3 refused by a budget, 4 still running remotely, \
      64 wrong usage, 65 invalid manifest, 69 provider not reachable, 74 standard output not writable, 130 \
      interrupted.
      """,
    version: ToolVersion.text,
    subcommands: [
      RunCommand.self, PlanCommand.self, ExplainCommand.self, StatusCommand.self, GraphCommand.self,
      ListCommand.self, ShowCommand.self, LogsCommand.self, RemoveCommand.self, DiffCommand.self,
      CacheCommand.self, ValidateCommand.self, SchemaCommand.self, InitCommand.self,
      CancelCommand.self, ProviderCommand.self, ServeCommand.self, DoctorCommand.self,
      ExecCommand.self,
    ],
    defaultSubcommand: RunCommand.self
  )

  /// What stands before the sentence of an error, as in all other messages.
  static let _errorPrefix = "error: "

  static func main() async {
    await Program.run(self)
  }
}

/// The version of the program.
enum ToolVersion {
  static let text = "0.1.0"
}
