import Manifest
import Metrics
import Testing

struct MetricTests {
  @Test func `manifests name each metric and no other`() {
    #expect(Metric.all.map(\.name) == Manifest.Metric.allCases.map(\.rawValue))
    #expect(Metric.all.map(\.isShare) == Manifest.Metric.allCases.map(\.isShare))
  }

  @Test func `a difference is of a share, and known by its two splits in a report's key`() {
    var seen: Set<[String]> = []
    for metric in Metric.all {
      guard case .difference(let share, let first, let second) = metric.measure else { continue }
      #expect(Metric.named(share)?.isShare == true)
      #expect([first, second].allSatisfy { Manifest.Split(rawValue: $0) != nil })
      #expect(seen.insert([first, second]).inserted)
    }
  }
}
