package import Providers

/// Which service is asked, in whose name and in which form of the API.
package struct ServiceConfiguration: Sendable {
  /// The name of the service of the API's authors.
  package static let hostedName = "openai"

  /// The hosted service of the API's authors.
  package static let hostedURL = "https://api.openai.com/v1"

  /// The name that manifests use.
  package var name: String

  /// The address that the API's paths follow, without a slash at its end.
  package var baseURL: String

  package var dialect: Dialect
  package var organization: String?
  package var project: String?

  /// Where the key is that proves who asks.
  package var key: KeyReference

  package var limits: AccountLimits

  /// The most prompts in one request.
  package var promptsPerRequest: Int

  /// Whether nothing here costs money.
  package var isFree: Bool

  /// What models cost by the user's own word.
  package var prices: [ModelPrice]

  package var modelKind: ModelKind

  /// What the user says before a document where a chat model is tuned on one, if anything.
  package var documentPrompt: String?

  package init(
    name: String = Self.hostedName,
    baseURL: String = Self.hostedURL,
    dialect: Dialect = .jobs,
    organization: String? = nil,
    project: String? = nil,
    key: KeyReference,
    limits: AccountLimits = AccountLimits(),
    promptsPerRequest: Int = 20,
    isFree: Bool = false,
    prices: [ModelPrice] = [],
    modelKind: ModelKind = .byName,
    documentPrompt: String? = nil
  ) {
    self.name = name
    self.baseURL = String(baseURL.reversed().drop { $0 == "/" }.reversed())
    self.dialect = dialect
    self.organization = organization
    self.project = project
    self.key = key
    self.limits = limits
    self.promptsPerRequest = promptsPerRequest
    self.isFree = isFree
    self.prices = prices
    self.modelKind = modelKind
    self.documentPrompt = documentPrompt
  }

  /// Where the service is and who pays, whatever the form of the calls.
  package var owner: String {
    [baseURL, organization, project].compactMap(\.self).joined(separator: " ")
  }

  /// Where the service is, in which form it is asked and who pays, without the key.
  package var account: String {
    [baseURL, dialect == .jobs ? nil : dialect.rawValue, organization, project]
      .compactMap(\.self).joined(separator: " ")
  }
}
