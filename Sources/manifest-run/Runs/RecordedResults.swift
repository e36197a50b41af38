import Engine
import Report
import Steps
import System

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads the results that runs recorded; it computes none.
struct RecordedResults {
  private let workspace: Workspace

  /// Reports by their bytes: runs that reuse everything have equal ones.
  private var read: [Data: RunReport?] = [:]

  init(in workspace: Workspace) {
    self.workspace = workspace
  }

  /// The report of a run: its own copy or, where that is gone, what its report step made.
  ///
  /// - Returns: The report, or nil where the run ended before there was one.
  mutating func report(of run: PastRun) throws(WorkspaceError) -> RunReport? {
    let copy = "\(workspace.pathOfRunFolder(run.id))/report.json"
    if let report = report(at: copy) { return report }
    return try artifact(of: run).flatMap { report(at: $0) }
  }

  private mutating func report(at path: String) -> RunReport? {
    guard let data = (try? FileSystem.read(path)).map({ Data($0) }) else { return nil }
    if let known = read[data] { return known }
    let report: RunReport? = try? JSONDocument.decode(data)
    read[data] = .some(report)
    return report
  }

  private func artifact(of run: PastRun) throws(WorkspaceError) -> String? {
    let steps = try workspace.steps(of: run.id)
    guard
      let step = steps.last(where: { $0.kind == Kind.report.stepKind }), let key = step.key,
      step.outcome == "built" || step.outcome == "reused",
      let record = try workspace.record(of: key),
      let artifact = record.artifacts.first(where: { $0.name == .reportJSON })
    else { return nil }
    return workspace.store.path(of: artifact.digest)
  }
}

/// A report with what its steps took, where that was recorded with it.
struct RunReport: Decodable {
  var report: Report
  var seconds: [String: Double]?

  private enum CodingKeys: CodingKey {
    case seconds
  }

  init(from decoder: any Decoder) throws {
    report = try Report(from: decoder)
    seconds = try decoder.container(keyedBy: CodingKeys.self)
      .decodeIfPresent([String: Double].self, forKey: .seconds)
  }
}
