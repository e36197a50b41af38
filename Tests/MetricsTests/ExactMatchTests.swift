import Testing

@testable import Metrics

struct ExactMatchTests {
  @Test(arguments: [
    (" Once a year", " Once a year", true),
    // The score is of the text with its space.
    ("Once a year", " Once a year", false),
    ("  Once a year", " Once a year", false),
    ("\tOnce a year", " Once a year", false),
    ("Once a year", "Once a year", true),
    (" Once a year \n\n<END GUIDANCE TEST>", " Once a year", true),
    (" Once a year.", " Once a year", false),
    (" once a year", " Once a year", false),
    (" Once a", " Once a year", false),
    (" Once  a year", " Once a year", false),
    ("", " Once a year", false),
    ("\n Once a year", " Once a year", false),
    // The same letter as one scalar and as two: not the same text.
    (" caf\u{E9}", " cafe\u{301}", false),
  ])
  func `it compares the first line with the white space before it and without that after it`(
    completion: String,
    target: String,
    isMatch: Bool
  ) {
    var item = Item(number: 1, prompt: "", target: target)
    item.completion = completion
    #expect(Metric.exactMatch.verdict(on: item) == isMatch)
  }
}
