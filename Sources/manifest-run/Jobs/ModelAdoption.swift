import Engine
import Providers

/// Gives a job's model the name that its provider does not tell.
struct ModelAdoption {
  /// Why a name is not taken.
  enum Refusal: Error, Equatable {
    /// A run works on the step.
    case waitedFor

    /// The job goes on, or ended without a model: how it stands, in words.
    case noModel(String)

    /// It is the name of the model that was tuned.
    case baseModel

    /// The provider lists no such model.
    case unlisted

    /// The provider could not be asked: why, and whether nobody answered.
    case unasked(String, isUnreachable: Bool)
  }

  let workspace: Workspace
  let inquiry: JobInquiry

  /// Whether a model is taken that the provider does not list.
  let takesUnlisted: Bool

  /// Notes a model's name in the journal, where it can be the model of a job.
  ///
  /// - Throws: `Refusal`, and `WorkspaceError` where the journal cannot be written.
  func adopt(_ model: String, of job: OpenJob, _ id: RemoteJobID) async throws {
    guard let claim = try workspace.claim(job.entry.key) else { throw Refusal.waitedFor }
    defer { withExtendedLifetime(claim) {} }
    try await check(model, of: job, id)
    try workspace.journal.adopt(
      model,
      remoteID: id.rawValue,
      account: job.entry.account,
      at: Instant.now
    )
  }

  private func check(_ model: String, of job: OpenJob, _ id: RemoteJobID) async throws(Refusal) {
    guard let provider = inquiry.provider(of: job), let inventory = provider.inventory else {
      throw .unasked(
        "no provider here has the account '\(job.entry.account)'",
        isUnreachable: false
      )
    }
    let found: RemoteJob?
    let isListed: Bool?
    do throws(ProviderError) {
      found = try await Self.job(id, in: inventory)
      isListed = takesUnlisted ? nil : try await inventory.hasModel(model)
    } catch {
      switch error {
      case .unreachable, .unavailable: throw .unasked("\(error)", isUnreachable: true)
      default: throw .unasked("\(error)", isUnreachable: false)
      }
    }
    if let found, let standing = Self.standing(found.status) { throw .noModel(standing) }
    if found?.baseModel == model { throw .baseModel }
    if isListed == false { throw .unlisted }
  }

  /// A job; nil where the provider knows it no more, which may keep its model.
  private static func job(
    _ id: RemoteJobID,
    in inventory: any InventoryService
  ) async throws(ProviderError) -> RemoteJob? {
    do throws(ProviderError) {
      return try await inventory.job(id)
    } catch {
      if case .unknownJob = error { return nil }
      throw error
    }
  }

  /// Why a job has no model, in words; nil where it may have one: a state that nobody here knows may be
  /// its end.
  private static func standing(_ status: FineTuneStatus) -> String? {
    switch status {
    case .succeeded, .other: nil
    case .queued, .running: "goes on (\(status.name))"
    case .failed, .cancelled: "ended without a model (\(status.name))"
    }
  }
}
