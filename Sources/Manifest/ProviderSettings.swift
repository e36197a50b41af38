package import Diagnostics
internal import YAMLBridge

/// A service that a user has written into a file of settings.
///
/// Settings are the user's own, apart from manifests: a manifest names a service, and where a key goes
/// is never for a manifest to say.
package struct ProviderSettings: Hashable, Sendable {
  /// The name that manifests use.
  package var name: String

  package var baseURL: String
  package var dialect: String
  package var organization: String?
  package var project: String?

  /// Where the key is; one of these or none.
  package var keyVariable: String?
  package var keyFile: String?
  package var keyCommand: [String]?

  package var requestsPerMinute: Int?
  package var tokensPerMinute: Int?
  package var concurrentJobs: Int?
  package var promptsPerRequest: Int
  package var modelKind: String
  package var documentPrompt: String?

  /// Whether nothing costs money there.
  package var isFree: Bool

  /// What models cost there.
  package var prices: [Manifest.Price]

  /// Where the values of its keys were written.
  private let places: [String: SourceRange]

  private init(_ value: ResolvedValue) {
    name = value.required("name").string
    baseURL = value.required("base-url").string
    dialect = value.required("dialect").string
    organization = value["organization"]?.string
    project = value["project"]?.string
    keyVariable = value["key-variable"]?.string
    keyFile = value["key-file"]?.string
    keyCommand = value["key-command"]?.list.map(\.string)
    requestsPerMinute = value["requests-per-minute"]?.integer
    tokensPerMinute = value["tokens-per-minute"]?.integer
    concurrentJobs = value["concurrent-jobs"]?.integer
    promptsPerRequest = value.required("prompts-per-request").integer
    isFree = value.required("free").boolean
    prices = value["prices"]?.list.map(Manifest.Price.init) ?? []
    modelKind = value.required("model-kind").string
    documentPrompt = value["document-prompt"]?.string
    places = Dictionary(
      Self.provider.compactMap { key in value[key.name]?.range.map { (key.name, $0) } }
    ) { first, _ in first }
  }

  /// Where the value of a key was written; nil where it was not.
  package func place(of key: String) -> SourceRange? { places[key] }
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
    return value.required("providers").list.map(ProviderSettings.init)
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
