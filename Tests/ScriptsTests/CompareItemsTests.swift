import Foundation
import TestSupport
import Testing

struct CompareItemsTests {
  private let folder = TemporaryFolder()

  /// Writes what `run --json` prints of one evaluation with some items, and returns its path.
  private func run(_ name: String, step: String = "evaluate/a", _ items: [String]) -> String {
    let lines = items.map { $0 + "\n" }.joined()
    folder.write(lines, to: "\(name)/store/items")
    return folder.write(
      """
      {"workspace": "\(folder.path)/\(name)", "steps": [{"id": "\(step)", "outputs":
        [{"name": "items.jsonl", "path": "store/items"}]}]}
      """,
      to: "\(name).json"
    )
  }

  private func compare(_ arguments: String...) async throws -> Ending {
    try await Ending(ofScript: "compare-items", arguments)
  }

  @Test func `equal items are counted`() async throws {
    let items = [#"{"item":1,"log_probability":-0.1}"#, #"{"item":2}"#]
    #expect(
      try await compare(run("a", items), run("b", items))
        == Ending(status: 0, messages: "evaluate/a: 2 items are the same\n")
    )
  }

  @Test func `the last digit of a number counts`() async throws {
    let first = run("a", ["1", "-0.10000000000000001"])
    let second = run("b", ["1", "-0.10000000000000002"])
    let messages = """
      evaluate/a: 1 of 2 items differ, first item 2:
        -0.10000000000000001
        -0.10000000000000002

      """
    #expect(try await compare(first, second) == Ending(status: 1, messages: messages))
  }

  @Test func `an item or an evaluation that one run lacks is a difference`() async throws {
    let first = run("a", ["1", "2"])
    let shorter = try await compare(first, run("b", ["1"]))
    #expect(shorter.status == 1)
    #expect(shorter.messages.hasSuffix("first item 2:\n  2\n  (none)\n"))
    let other = try await compare(first, run("c", step: "evaluate/b", ["1"]))
    #expect(other.status == 1)
    #expect(
      other.messages == """
        evaluate/a: only in \(folder.path)/a.json
        evaluate/b: only in \(folder.path)/c.json

        """
    )
  }

  @Test(arguments: ["", "{}", #"{"workspace": "/", "steps": []}"#, "[]"])
  func `what is no run is told`(text: String) async throws {
    let path = folder.write(text, to: "x.json")
    let ending = try await compare(path, path)
    #expect(ending.status == 65)
    #expect(ending.messages.hasPrefix("compare-items: '\(path)' "))
  }

  @Test func `a file that is not there is told, and so is wrong usage`() async throws {
    let ending = try await compare("/nowhere/a.json", "/nowhere/b.json")
    #expect(
      ending
        == Ending(
          status: 65,
          messages: "compare-items: cannot read '/nowhere/a.json': No such file or directory\n"
        )
    )
    #expect(try await compare("one.json").status == 64)
  }
}
