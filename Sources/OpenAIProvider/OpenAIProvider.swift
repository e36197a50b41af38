package import Providers

/// A service elsewhere that speaks the OpenAI fine-tuning API, in either of its dialects.
package struct OpenAIProvider: Provider {
  /// The version of what is sent; raised where the same parameters would ask for something else.
  package static let revision = 1

  /// The manifest's name for the service, and whose account there.
  package let identity: ProviderIdentity

  /// Only the service knows its models.
  package let models: [ModelDescription]? = nil

  package let placement = Placement.service

  package let occupation = Occupation.requests
  package var key: KeyAvailability { client.key.standing }
  package var files: any FileService { RemoteFiles(client: client) }
  package var fineTuning: any FineTuningService { jobs }
  package var inventory: (any InventoryService)? { RemoteInventory(remoteJobs: jobs) }
  package var completions: any CompletionService { RemoteCompletions(client: client) }
  private var client: APIClient { jobs.client }
  private var configuration: ServiceConfiguration { client.configuration }

  /// One value for all calls, since it keeps what it gave.
  private var jobs: RemoteJobs

  /// A provider that asks a service.
  ///
  /// - Parameters:
  ///   - configuration: The service, the account and where its key is.
  ///   - transport: What carries the requests.
  ///   - stateFolder: Where this user's runs on this machine keep what they share about an account; nil
  ///     where the user has no place for that, so that no job is created.
  ///   - clock: The clock that the client waits by.
  package init(
    _ configuration: ServiceConfiguration,
    transport: any HTTPTransport,
    stateFolder: String?,
    clock: ClientClock = .system
  ) {
    let client = APIClient(
      configuration: configuration,
      key: ServiceKey(configuration.key, clock: clock),
      transport: transport,
      account: AccountState(
        stateFolder.map { $0 + "/accounts" },
        name: Self.fileName(of: configuration.owner),
        clock: clock
      ),
      clock: clock
    )
    jobs = RemoteJobs(client: client, dialect: configuration.dialect)
    identity = ProviderIdentity(
      name: configuration.name,
      account: configuration.account,
      revision: Self.revision
    )
  }

  package func telling(_ onNote: @escaping @Sendable (ProviderNote) -> Void) -> any Provider {
    var told = self
    told.jobs.client.notes = WaitReporter(onNote)
    return told
  }

  /// The parameters that the service's dialect does not take.
  package func unsupportedParameters(
    in parameters: FineTuneParameters
  ) -> [UnsupportedParameter] {
    ParameterSupport.violations(in: parameters, dialect: configuration.dialect)
  }

  /// What the dialect has room for of a label beside the step's mark.
  package func cutLabel(of suffix: String) -> String? {
    let dialect = configuration.dialect
    return JobMark.isCut(suffix, dialect) ? JobMark.label(suffix, dialect) : nil
  }

  /// Conversations for the models that answer messages.
  package func dataLayout(ofModel name: String) -> DataLayout {
    configuration.dataLayout(ofModel: name)
  }

  /// Gets the service's key, which the first request would do otherwise.
  package func fetchKey() async throws(ProviderError) { _ = try await client.key.secret() }

  /// What a model costs: by the user's settings, or as published where this is the service of that
  /// name, behind whichever address.
  package func pricing(of model: String) -> Pricing {
    if configuration.isFree { return .free }
    let price =
      configuration.prices.first { $0.model == model }
      ?? (configuration.name == ServiceConfiguration.hostedName
        ? PublishedPrices.price(of: model) : nil)
    return price.map(Pricing.priced) ?? .unknown
  }

  /// What OpenAI has published, for its own address alone.
  package func retirement(of model: String) -> ModelRetirement? {
    guard configuration.baseURL.hasPrefix(PublishedRetirements.address) else { return nil }
    return PublishedRetirements.retirement(of: model, in: configuration.dialect)
  }

  /// What chat models need to tell messages apart.
  package func tokenOverhead(of model: String) -> TokenOverhead {
    // Three tokens for a message and one for its role, and three that begin the answer: "How to count
    // tokens with tiktoken" in the OpenAI Cookbook.
    configuration.isChat(model: model) ? TokenOverhead(perExample: 11, perPrompt: 7) : .none
  }

  package func completions(
    telling onAnswer: @escaping @Sendable (ModelReference, TokenUsage?) -> Void
  ) -> any CompletionService {
    RemoteCompletions(client: client, onAnswer: onAnswer)
  }

  /// A file's name for an account: its readable beginning and a check sum of all of it (FNV-1a).
  static func fileName(of account: String) -> String {
    let sum = account.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    let words = account.unicodeScalars.map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        ? Character(scalar) : "-"
    }
    return "\(String(words).prefix(60))-\(String(sum, radix: 16))"
  }
}
