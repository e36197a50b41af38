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
        switch JobSearch(of: job.entry, in: try await inventory.jobs()) {
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

/// The look for the job of an entry whose creation was begun, in a provider's list.
enum JobSearch {
  case found(RemoteJob)

  /// There is none.
  case absent

  /// There are jobs without a mark that may be the one, or the request may still be on its way.
  case uncertain

  /// How much earlier than the entry a job may seem to be made, in seconds: clocks differ.
  private static let clockError = 600.0

  /// How long after a request has left its job may take to show, in seconds.
  private static let settling = 15.0

  /// - Parameters:
  ///   - entry: The entry, whose request left when it changed last.
  ///   - jobs: All jobs of its account.
  ///   - now: In seconds since 1970.
  init(of entry: JournalEntry, in jobs: [RemoteJob], now: Double = Instant.now) {
    let key = entry.key.hexadecimal
    let marked = jobs.filter { $0.stepKeys.contains(where: key.hasPrefix) }
    let living = marked.filter { $0.status != .cancelled && !$0.status.hasFailed }
    if let job = living.first ?? marked.first {
      self = .found(job)
    } else if now - entry.changed < Self.settling {
      self = .uncertain
    } else if jobs.contains(where: { job in
      // A service of the older dialect shows a job's mark only when it has ended.
      job.stepKeys.isEmpty && !job.status.isFinal
        && job.created ?? .infinity > entry.begun - Self.clockError
    }) {
      self = .uncertain
    } else {
      self = .absent
    }
  }
}

extension FineTuneStatus {
  fileprivate var hasFailed: Bool {
    if case .failed = self { return true }
    return false
  }
}
