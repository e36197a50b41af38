import Report
import Testing

/// Tables on terminals that are narrower than they are.
struct FittedTableTests {
  private let table = Table(
    [
      Column("model") { .text($0) },
      Column("a rather long title", .right, leavingRank: 1) { _ in .text("0.5") },
      Column("seconds", .right, leavingRank: 2) { _ in .text("12.5") },
    ],
    of: ["local:ada", "local:curie"],
    notes: ["A note that has more words than there is room for on a line."]
  )

  @Test func `titles are stacked before columns are left out, and these are named`() {
    #expect(table.text { $0 }.count == 6)
    #expect(
      table.text(width: 32) { $0 } == [
        "               a rather",
        "model        long title  seconds",
        "───────────  ──────────  ───────",
        "local:ada           0.5     12.5",
        "local:curie         0.5     12.5",
        "",
        "A note that has more words than",
        "there is room for on a line.",
      ]
    )
    let narrow = table.text(width: 26) { $0 }
    #expect(narrow[2] == "───────────  ──────────")
    #expect(narrow.suffix(2).joined(separator: " ").contains("'seconds'"))
    #expect(!narrow.contains { $0.contains("12.5") })
    // What is never left out stays, however narrow the terminal is.
    #expect(table.text(width: 3) { $0 }[0] == "model")
  }
}
