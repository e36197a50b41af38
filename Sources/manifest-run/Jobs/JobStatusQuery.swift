import Engine
import Providers
import Steps
import System

/// Asks providers for the status of jobs.
struct JobStatusQuery {
  let providers: [any Provider]

  /// The longest time that one job is asked about, in seconds; a service that is away would be asked for
  /// minutes.
  var timeout = 10.0

  /// The jobs with the status that their providers report.
  func updated(_ jobs: [OpenJob]) async -> [OpenJob] {
    await withTaskGroup(of: (Int, OpenJob.Status).self) { group in
      for (place, job) in jobs.enumerated() {
        group.addTask { (place, await status(of: job)) }
      }
      return await group.reduce(into: jobs) { $0[$1.0].status = $1.1 }
    }
  }

  /// The provider of a job's account; nil where none is known.
  func provider(of job: OpenJob) -> (any Provider)? {
    providers.first { $0.identity.account == job.entry.account && $0.placement.goesOnAlone }
  }

  private func status(of job: OpenJob) async -> OpenJob.Status {
    guard let provider = provider(of: job) else {
      return .queryFailed("no provider here has the account '\(job.entry.account)'")
    }
    return await withTaskGroup(of: OpenJob.Status?.self) { group in
      group.addTask { await Self.status(of: job, at: provider) }
      group.addTask { [timeout] in
        try? await Task.sleep(for: .seconds(timeout))
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first ?? .queryFailed("no answer within \(Int(timeout)) seconds")
    }
  }

  private static func status(
    of job: OpenJob,
    at provider: any Provider
  ) async -> OpenJob.Status {
    do throws(ProviderError) {
      guard let id = job.id else {
        guard let inventory = provider.inventory else {
          return .queryFailed("'\(provider.identity.name)' does not list its jobs")
        }
        switch try await JobSearch(of: job.entry, at: inventory) {
        case .found(let found): return .reported(found.status)
        case .absent: return .neverCreated
        case .uncertain: return .uncertain
        }
      }
      guard let told = try await provider.inventory?.job(id) else {
        return .reported(try await provider.fineTuning.status(of: id))
      }
      let differences = job.entry.differences(from: told)
      return differences.isEmpty
        ? .reported(told.status) : .mismatched(told.status, differences)
    } catch {
      if case .unknownJob = error { return .notFound }
      return .queryFailed("\(error)")
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
