import Engine
import Providers
import Steps

/// Asks providers how jobs stand.
struct JobInquiry {
  let providers: [any Provider]

  /// How long one job is asked about, in seconds; a service that is away would be asked for minutes.
  var patience = 10.0

  /// The jobs with what the providers say of them.
  func asked(_ jobs: [OpenJob]) async -> [OpenJob] {
    await withTaskGroup(of: (Int, OpenJob.Standing).self) { group in
      for (place, job) in jobs.enumerated() {
        group.addTask { (place, await standing(of: job)) }
      }
      return await group.reduce(into: jobs) { $0[$1.0].standing = $1.1 }
    }
  }

  /// The provider of a job's account; nil where none is known.
  func provider(of job: OpenJob) -> (any Provider)? {
    providers.first { $0.identity.account == job.entry.account && !$0.runsHere }
  }

  private func standing(of job: OpenJob) async -> OpenJob.Standing {
    guard let provider = provider(of: job) else {
      return .unknown("no provider here has the account '\(job.entry.account)'")
    }
    return await withTaskGroup(of: OpenJob.Standing?.self) { group in
      group.addTask { await Self.standing(of: job, at: provider) }
      group.addTask { [patience] in
        try? await Task.sleep(for: .seconds(patience))
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first ?? .unknown("no answer within \(Int(patience)) seconds")
    }
  }

  private static func standing(
    of job: OpenJob,
    at provider: any Provider
  ) async -> OpenJob.Standing {
    do throws(ProviderError) {
      guard let id = job.id else {
        guard let inventory = provider.inventory else {
          return .unknown("'\(provider.identity.name)' does not list its jobs")
        }
        switch try await JobSearch(of: job.entry, at: inventory) {
        case .found(let found): return .told(found.status)
        case .absent: return .neverCreated
        case .uncertain: return .uncertain
        }
      }
      guard let told = try await provider.inventory?.job(id) else {
        return .told(try await provider.fineTuning.status(of: id))
      }
      let differences = job.entry.differences(from: told)
      return differences.isEmpty ? .told(told.status) : .refused(told.status, differences)
    } catch {
      if case .unknownJob = error { return .gone }
      return .unknown("\(error)")
    }
  }
}

extension JobSearch {
  /// Looks for the job of a journal's entry, whose request left when it changed last.
  init(of entry: JournalEntry, at inventory: any InventoryService) async throws(ProviderError) {
    self.init(
      for: inventory.marks(ofStep: entry.key.hexadecimal),
      begun: entry.begun,
      sent: entry.changed,
      in: try await inventory.jobs(),
      now: Instant.now
    )
  }
}
