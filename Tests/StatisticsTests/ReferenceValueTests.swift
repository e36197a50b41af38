import Foundation
import Testing

@testable import Statistics

/// What SciPy, statsmodels, evalstats and errorbars compute: `Reference/values.py` wrote it.
struct ReferenceValueTests {
  /// One line of the file; each kind has some of the keys.
  private struct Case: Decodable {
    var kind: String
    var counts: [Int]?
    var first: [Double]?
    var second: [Double]?
    var numbers: [Double]?
    var groups: [[Double]]?
    var b: [[Double]]?
    var a: [[Double]]?
    var p: [Double]?
    var degrees: Double?
    var bonettPrice: [Double]?
    var pairedNewcombe: [Double]?
    var midP: Double?
    var exact: Double?
    var otherExact: Double?
    var wilson: [Double]?
    var newcombe: [Double]?
    var score: Double?
    var welch: [Double]?
    var testP: Double?
    var t: [Double]?
    var error: Double?
    var holm: [Double]?
    var bound: Double?

    enum CodingKeys: String, CodingKey {
      case kind, counts, first, second, numbers, groups, b, a, p, degrees
      case bonettPrice = "evalstats.bonett_price"
      case pairedNewcombe = "evalstats.newcombe"
      case midP = "evalstats.mid_p"
      case exact = "evalstats.exact"
      case otherExact = "scipy.exact"
      case wilson = "statsmodels.wilson"
      case newcombe = "statsmodels.newcombe"
      case score = "statsmodels.score"
      case welch = "scipy.welch"
      case testP = "scipy.p"
      case t = "statsmodels.t"
      case error = "errorbars.error"
      case holm = "statsmodels.holm"
      case bound = "scipy.bound"
    }
  }

  private static let cases: [Case] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Reference/values.jsonl")
    let decoder = JSONDecoder()
    let lines = (try? Data(contentsOf: file))?.split(separator: UInt8(ascii: "\n")) ?? []
    return lines.compactMap { try? decoder.decode(Case.self, from: $0) }
  }()

  private static func all(_ kind: String, atLeast count: Int) -> [Case] {
    let found = cases.filter { $0.kind == kind }
    #expect(found.count >= count)
    return found
  }

  /// Numbers that are equal to 1e-9, as shares and p-values are compared.
  private func expect(_ ours: [Double], _ theirs: [Double]?, _ case: Case) throws {
    let theirs = try #require(theirs)
    #expect(ours.count == theirs.count)
    for (one, other) in zip(ours, theirs) {
      #expect(abs(one - other) < 1e-9 * max(1, abs(other)), "\(one) and \(other): \(`case`)")
    }
  }

  @Test func `shares of the same questions`() throws {
    for line in Self.all("paired", atLeast: 1000) {
      let numbers = try #require(line.counts)
      let counts = PairedDifference.Counts(
        both: numbers[0],
        firstAlone: numbers[1],
        secondAlone: numbers[2],
        neither: numbers[3]
      )
      let interval = BonettPriceInterval(counts)
      try expect([interval.lower, interval.upper], line.bonettPrice, line)
      let test = McNemarTest(counts)
      try expect([test.midP], line.midP.map { [$0] }, line)
      try expect([test.exact, test.exact], [line.exact, line.otherExact].compactMap(\.self), line)
      let wilson = WilsonInterval(successes: counts.both + counts.firstAlone, trials: counts.n)
      try expect([wilson.lower, wilson.upper], line.wilson, line)
    }
  }

  @Test func `shares of different questions`() throws {
    for line in Self.all("unpaired", atLeast: 200) {
      let numbers = try #require(line.counts)
      let comparison = ShareComparison(
        differentQuestions: (numbers[0], numbers[1]),
        less: (numbers[2], numbers[3])
      )
      try expect([comparison.lower, comparison.upper], line.newcombe, line)
      try expect([comparison.p ?? -1], line.score.map { [$0] }, line)
    }
  }

  @Test func `trained runs`() throws {
    for line in Self.all("runs", atLeast: 100) {
      let mean = try #require(MeanDifference(of: line.first ?? [], less: line.second ?? []))
      try expect([mean.lower, mean.upper], line.welch, line)
      try expect([mean.p ?? -1], line.testP.map { [$0] }, line)
    }
  }

  @Test func `means of differences, and of clusters of them`() throws {
    for line in Self.all("mean", atLeast: 100) {
      let mean = try #require(MeanDifference(of: line.numbers ?? []))
      try expect([mean.lower, mean.upper], line.t, line)
      try expect([mean.p ?? -1], line.testP.map { [$0] }, line)
    }
    for line in Self.all("clusters", atLeast: 100) {
      let mean = try #require(MeanDifference(ofClusters: line.groups ?? []))
      try expect([mean.error], line.error.map { [$0] }, line)
    }
  }

  @Test func `several runs on the same questions`() throws {
    for line in Self.all("several-runs", atLeast: 100) {
      let differences = zip(line.b ?? [], line.a ?? []).map { b, a in
        (b.reduce(0, +) - a.reduce(0, +)) / Double(b.count)
      }
      let interval = BonettPriceInterval(differences: differences)
      try expect([interval.lower, interval.upper], line.bonettPrice, line)
    }
  }

  @Test func `several tests, and Student's quantiles`() throws {
    for line in Self.all("holm", atLeast: 100) {
      try expect(HolmCorrection.corrected(line.p ?? []), line.holm, line)
    }
    for line in Self.all("student", atLeast: 10) {
      let bound = StudentDistribution.bound(degrees: line.degrees ?? 1)
      try expect([bound], line.bound.map { [$0] }, line)
    }
  }
}
