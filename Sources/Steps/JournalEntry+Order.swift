package import Engine
package import Providers

#if canImport(FoundationEssentials)
private import FoundationEssentials
#else
private import Foundation
#endif

extension JournalEntry {
  /// What the entry's job was asked for; nil where an earlier version noted nothing.
  package var order: JobOrder? { try? JSONDocument.decode(Data(detail.utf8)) }

  /// The parameters of which a provider says something else than the entry's job was asked for, so that
  /// its step never takes the job.
  package func differences(from job: RemoteJob) -> [ParameterComparison] {
    guard let order else { return [] }
    return job.reported.compared(with: order.parameters).filter { $0.verdict == .different }
  }
}
