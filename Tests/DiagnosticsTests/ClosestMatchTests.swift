import Diagnostics
import Testing

struct ClosestMatchTests {
  private let keys = ["epochs", "batch-size", "seed", "seeds", "suffix", "models", "n", "名前"]

  @Test(arguments: [
    ("epoch", "epochs"),
    ("epcohs", "epochs"),
    ("Epochs", "epochs"),
    ("batch_size", "batch-size"),
    ("batchsize", "batch-size"),
    ("batch-sizes", "batch-size"),
    ("sed", "seed"),
    ("seedss", "seeds"),
    ("sufix", "suffix"),
    ("model", "models"),
    ("名前x", "名前"),
    ("N", "n"),
  ])
  func `a slip finds what was meant`(typed: String, meant: String) {
    #expect(ClosestMatch.closest(to: typed, among: keys) == meant)
  }

  @Test(arguments: ["", "x", "learning-rate", "abc", "epic", "名"])
  func `nothing is suggested for something else`(typed: String) {
    #expect(ClosestMatch.closest(to: typed, among: keys.filter { $0 != "名前" }) == nil)
  }

  @Test func `a swap of neighbours is one slip`() {
    #expect(ClosestMatch.closest(to: "eno", among: ["one", "neo"]) == "neo")
  }

  @Test func `the first of equally close names wins`() {
    #expect(ClosestMatch.closest(to: "seedx", among: ["seeda", "seedb"]) == "seeda")
    #expect(ClosestMatch.closest(to: "name", among: ["NAME", "Name", "nAME"]) == "Name")
  }

  @Test func `very long names are left alone`() {
    let long = String(repeating: "a", count: 100_000)
    #expect(ClosestMatch.closest(to: long, among: [long]) == nil)
    #expect(ClosestMatch.closest(to: "epoch", among: [long, "epochs"]) == "epochs")
  }

  @Test func `without candidates there is no match`() {
    #expect(ClosestMatch.closest(to: "a", among: [String]()) == nil)
  }
}
