/// Which service is asked, in whose name and in which form of the API.
package struct ServiceConfiguration: Sendable {
  /// The hosted service of the API's authors.
  package static let hostedURL = "https://api.openai.com/v1"

  /// The name that manifests use.
  package var name: String

  /// The address that the API's paths follow, without a slash at its end.
  package var baseURL: String

  package var dialect: Dialect
  package var organization: String?
  package var project: String?

  /// What proves who asks; some services of one's own want none.
  package var key: Secret?

  /// Where the key would be, for the message that it is missing.
  package var keySource: String

  package var limits: AccountLimits

  /// The most prompts in one request.
  package var promptsPerRequest: Int

  package init(
    name: String = "openai",
    baseURL: String = Self.hostedURL,
    dialect: Dialect = .jobs,
    organization: String? = nil,
    project: String? = nil,
    key: Secret? = nil,
    keySource: String = "the environment variable 'OPENAI_API_KEY'",
    limits: AccountLimits = AccountLimits(),
    promptsPerRequest: Int = 20
  ) {
    self.name = name
    self.baseURL = baseURL
    self.dialect = dialect
    self.organization = organization
    self.project = project
    self.key = key
    self.keySource = keySource
    self.limits = limits
    self.promptsPerRequest = promptsPerRequest
  }

  /// Where the service is and who pays, without the key.
  package var account: String {
    [baseURL, dialect == .jobs ? nil : dialect.rawValue, organization, project]
      .compactMap(\.self).joined(separator: " ")
  }
}
