/// What an account may ask for in a minute, and how many jobs it may have at once; nil is no limit.
package struct AccountLimits: Hashable, Sendable {
  package var requestsPerMinute: Int?
  package var tokensPerMinute: Int?

  /// Jobs that have not ended, whoever created them.
  package var concurrentJobs: Int?

  package init(
    requestsPerMinute: Int? = nil,
    tokensPerMinute: Int? = nil,
    concurrentJobs: Int? = nil
  ) {
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
    self.concurrentJobs = concurrentJobs
  }
}
