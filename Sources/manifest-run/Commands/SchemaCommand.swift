import ArgumentParser
import Manifest

/// Prints the description of the format.
struct SchemaCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the format of manifests, as a JSON Schema or as a page.",
    discussion: """
      With the schema in 'manifest.schema.json' beside a manifest whose first line is \
      '\(ManifestDraft.schemaComment)', editors complete and check it.
      """
  )

  /// What is printed.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    /// A JSON Schema of draft 2020-12.
    case json

    /// A page with every key: type, default, meaning and an example.
    case markdown
  }

  @Option(help: "What to print.")
  var format = Format.json

  @OptionGroup var display: DisplayOptions

  func run(in environment: ProgramEnvironment) {
    switch format {
    case .json: Terminal.printResult(JSONSchema(environment.format).text)
    case .markdown: Terminal.printResult(ManifestReference(environment.format).markdown)
    }
  }
}
