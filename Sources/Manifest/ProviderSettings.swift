package import Diagnostics
internal import YAMLBridge

/// A service that a user has written into a file of settings.
///
/// Settings are the user's own, apart from manifests: a manifest names a service, and where a key goes
/// is never for a manifest to say.
package struct ProviderSettings: Sendable {
  /// An item of the list, read and with its defaults.
  private let value: ResolvedValue

  /// The name that manifests use.
  package var name: String { value.required("name").string }

  package var baseURL: String { value.required("base-url").string }
  package var dialect: String { value.required("dialect").string }
  package var organization: String? { value["organization"]?.string }
  package var project: String? { value["project"]?.string }

  /// Where the key is; one of these or none.
  package var keyVariable: String? { value["key-variable"]?.string }
  package var keyFile: String? { value["key-file"]?.string }
  package var keyCommand: [String]? { value["key-command"]?.list.map(\.string) }

  package var requestsPerMinute: Int? { value["requests-per-minute"]?.integer }
  package var tokensPerMinute: Int? { value["tokens-per-minute"]?.integer }
  package var concurrentJobs: Int? { value["concurrent-jobs"]?.integer }
  package var promptsPerRequest: Int { value.required("prompts-per-request").integer }
  package var modelKind: String { value.required("model-kind").string }
  package var documentPrompt: String? { value["document-prompt"]?.string }

  /// Whether nothing costs money there.
  package var isFree: Bool { value.required("free").boolean }

  /// What models cost there.
  package var prices: [Manifest.Price] { value["prices"]?.list.map(Manifest.Price.init) ?? [] }

  /// Where the value of a key was written; nil where it was not.
  package func place(of key: String) -> SourceRange? { value[key]?.range }
}

extension ProviderSettings {
  /// Reads the services of a file of settings: the items of its list 'providers'.
  ///
  /// - Parameters:
  ///   - file: The text.
  ///   - diagnostics: Where problems go.
  /// - Returns: The services, or nil exactly where the text has an error.
  package static func load(
    _ file: SourceFile,
    into diagnostics: inout DiagnosticList
  ) -> [ProviderSettings]? {
    var problems = DiagnosticList()
    let root = YAMLComposer.compose(file, into: &problems)
    let value = root.flatMap {
      SchemaReader(isWhole: true)
        .value($0, as: .mapping(keys), path: "", into: &problems)
    }
    // A manifest that names a service could mean either.
    var first: [String: SourceRange] = [:]
    for name in (value?["providers"]?.list ?? []).compactMap({ $0["name"] }) {
      guard let range = name.range else { continue }
      if let earlier = first.updateValue(range, forKey: name.string) {
        problems.append(
          .repeatedItem(range, path: "providers", item: "the name '\(name.string)'", first: earlier)
        )
      }
    }
    diagnostics.append(contentsOf: problems)
    guard let value, !problems.hasErrors else { return nil }
    return value.required("providers").list.map { ProviderSettings(value: $0) }
  }

  private static let keys = [
    Key(
      "providers",
      .list(of: .mapping(provider), count: 0...1000, unique: false),
      default: .value(.defaultList([])),
      "Services that manifests may name."
    )
  ]

  private static let provider: [Key] = [
    Key("name", .text(.name), default: .required, "The name that manifests use.", example: "lab"),
    Key(
      "base-url",
      .text(.nonEmpty),
      default: .required,
      "The address that the API's paths follow.",
      example: "https://lab.example/v1"
    ),
    Key(
      "dialect",
      .word(["jobs", "legacy"]),
      default: .value(.string("jobs")),
      "The form of the fine-tuning calls."
    ),
    Key("organization", .text(.nonEmpty), default: .absent, "The organization that pays."),
    Key("project", .text(.nonEmpty), default: .absent, "The project within the organization."),
    Key(
      "key-variable",
      .text(.nonEmpty),
      default: .absent,
      "The environment variable with the key."
    ),
    Key(
      "key-file",
      .text(.nonEmpty),
      default: .absent,
      "The absolute path of a file with the key."
    ),
    Key(
      "key-command",
      .list(of: .text(.nonEmpty), count: 1...100, unique: false),
      default: .absent,
      "A program and its arguments that print the key."
    ),
    Key("requests-per-minute", .integer(1...1_000_000), default: .absent, "The account's limit."),
    Key("tokens-per-minute", .integer(1...1_000_000_000), default: .absent, "The account's limit."),
    Key("concurrent-jobs", .integer(1...1000), default: .absent, "The most jobs at once."),
    Key(
      "prompts-per-request",
      .integer(1...2048),
      default: .value(.integer(20)),
      "The most prompts in one request."
    ),
    Key(
      "free",
      .boolean,
      default: .value(.boolean(false)),
      "Whether nothing costs money there, as with a server of one's own."
    ),
    Key(
      "prices",
      .list(of: .mapping(ManifestSchema.price), count: 0...1000, unique: false),
      default: .absent,
      "What models cost there."
    ),
    Key(
      "model-kind",
      .word(["by-name", "completion", "chat"]),
      default: .value(.string("by-name")),
      "Whether the service's models continue prompts or answer messages."
    ),
    Key(
      "document-prompt",
      .text(.nonEmpty),
      default: .absent,
      "What the user says before a document that a chat model is tuned on."
    ),
  ]
}
