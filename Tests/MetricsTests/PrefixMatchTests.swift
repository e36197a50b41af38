import Testing

@testable import Metrics

struct PrefixMatchTests {
  private func isMatch(_ completion: String, _ target: String, _ metric: Metric) -> Bool? {
    var item = Item(number: 1, prompt: "", target: target)
    item.completion = completion
    return metric.verdict(on: item)
  }

  @Test(arguments: [
    (" Once a year", " Once a year", true),
    ("Once a year", " Once a year", true),
    (" once A YEAR.", " Once a year", true),
    (" Once a year, or twice", " Once a year", true),
    (" Once a yearling", " Once a year", true),
    (" Once a year \n\n<END GUIDANCE TEST>", " Once a year", true),
    (" Once a", " Once a year", false),
    (" Only once a year", " Once a year", false),
    (" Once  a year", " Once a year", false),
    ("", " Once a year", false),
    ("\n Once a year", " Once a year", false),
    (" caf\u{E9}", " cafe\u{301}", false),
    // A pair has no empty answer; whatever is said begins with one.
    (" Once a year", " ", true),
    ("", "", true),
  ])
  func `the first line begins with the target, white space around both left out`(
    completion: String,
    target: String,
    expected: Bool
  ) {
    #expect(isMatch(completion, target, .prefixMatch) == expected)
    // Whoever gives the target gives its beginning.
    if isMatch(completion, target, .exactMatch) == true { #expect(expected) }
  }

  /// From Unicode's CaseFolding.txt: full folding, none for Turkic languages.
  @Test(arguments: [
    ("STRASSE", "Straße", true), ("Straße", "STRASSE", true), ("STRAẞE", "straße", true),
    ("ΣΊΣΥΦΟΣ", "Σίσυφος", true), ("ﬃx", "FFIX", true), ("\u{212A}elvin", "kelvin", true),
    ("Ǆ", "ǆ", true), ("ᾼ", "αι", true), ("Ω", "\u{2126}", true), ("ſo", "SO", true),
    ("İstanbul", "i\u{307}stanbul", true), ("İstanbul", "istanbul", false),
    ("istanbul", "İSTANBUL", false), ("ISTANBUL", "istanbul", true),
    ("ISPARTA", "ısparta", false), ("isparta", "ısparta", false), ("ısparta", "ısparta", true),
  ])
  func `case is that of all scripts and of no language`(
    completion: String,
    target: String,
    expected: Bool
  ) {
    #expect(isMatch(completion, target, .prefixMatch) == expected)
    #expect(isMatch(completion + " it is", target, .prefixMatch) == expected)
  }

  @Test func `it is aggregated as exact match is, under its own key`() throws {
    let records = [" ONE.", " two", " three"].enumerated().map { index, completion in
      var record = ItemRecord(item: index + 1, prompt: "", target: [" one", " two", " 3"][index])
      record.item.completion = completion
      record.judge(by: [.exactMatch, .prefixMatch])
      return record
    }
    #expect(records.map { $0.verdicts["prefix-match"] } == [true, true, false])
    #expect(records.map { $0.verdicts["exact-match"] } == [false, true, false])
    let prefix = try #require(Metric.prefixMatch.aggregate(of: records, temperature: 0))
    #expect(prefix.correct == 2)
    #expect(prefix.comparison == Metric.prefixMatch.definition)
    let exact = Metric.exactMatch.aggregate(of: Array(records[1...]) + [records[1]], temperature: 0)
    #expect(prefix.interval == exact?.interval)
    #expect(Metric.prefixMatch.interval == Metric.exactMatch.interval)
    // What the untuned model said is judged by the same rule.
    #expect(prefix.baseValue == nil)
    let asked = records.map { record in
      var record = record
      record.item.baseCompletion = " two"
      return record
    }
    #expect(Metric.prefixMatch.aggregate(of: asked, temperature: 0)?.baseValue == 1.0 / 3)
    #expect(Metric.prefixMatch.aggregate(of: asked, temperature: 0)?.correct == 2)
  }
}
