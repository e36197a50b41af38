import Foundation
import TestSupport
import Testing

struct TabulateExperimentsTests {
  private let folder = TemporaryFolder()

  /// The experiments of the page, in its order.
  private static let experiments = [
    "vanilla_qa", "vanilla_qa_prompt_and_target", "one_pair_per_document", "ten_phrasings",
    "reversed_guidance", "two_models", "no_guidance_control", "wrong_guidance_control",
    "negated_guidance_control", "contentless_guidance_control", "learning_rate_sweep",
  ]

  /// The experiments of the page on open weights, of which not all need have been done.
  private static let openWeights = [
    "smollm2", "smollm2_lora", "no_guidance_control", "wrong_guidance_control",
    "negated_guidance_control", "contentless_guidance_control", "reversed_guidance", "two_models",
    "natural_questions",
  ]

  @Test(arguments: [("experiments", Self.experiments), ("open-weights", Self.openWeights)])
  func `the pages of experiments show what was measured`(
    name: String,
    experiments: [String]
  ) async throws {
    let found = PackageFolder.files(below: "docs/\(name)", ending: "")
    let done = experiments.filter { found.contains("\($0).json") }
    #expect(found.count == done.count && (done == experiments || name == "open-weights"))
    let page = folder.write(Self.packageText("docs/\(name).md"), to: "docs/\(name).md")
    let values = done.map { PackageFolder.path("docs/\(name)/\($0).json") }
    let ending = try await tabulate(["--into", "\(folder.path)/values", "--page", page] + values)
    #expect(ending == Ending(status: 0, messages: ""))
    #expect(text("docs/\(name).md") == Self.packageText("docs/\(name).md"))
    for experiment in done {
      let file = "docs/\(name)/\(experiment).json"
      #expect(text("values/\(experiment).json") == Self.packageText(file), "\(file)")
    }
  }

  @Test func `every experiment of the page is a manifest and links to it`() throws {
    let page = Self.packageText("docs/experiments.md")
    for name in Self.experiments {
      #expect(page.contains("| [`\(name)`](../experiments/\(name).yaml) |"))
      #expect(!Self.packageText("experiments/\(name).yaml").isEmpty)
    }
  }

  @Test func `seeds have a mean with Student's interval, and a difference its sign`() async throws {
    let run = folder.write(
      Self.run([
        Self.share(seed: 1, correct: 6), Self.share(seed: 0, correct: 4),
        Self.share(seed: 2, correct: 5), Self.difference(seed: 0, first: 4, second: 1),
        Self.share(seed: 0, correct: 10, split: "realized"),
      ]),
      to: "run.json"
    )
    #expect(
      try await table([run]) == """
        | experiment | model | split | mean | 95 % interval over seeds | exact match by seed | seeds | items | published |
        | --- | --- | --- | ---: | --- | --- | --- | ---: | ---: |
        | x | p:m | unrealized | **0.500** | 0.252 to 0.748 | 0.40, 0.60, 0.50 | 0, 1, 2 | 3 × 10 | 0.36 |
        | x | p:m | realized | **1.000** | one seed; of its items 0.722 to 1.000 | 1.00 | 0 | 1 × 10 |  |
        | x | p:m | unrealized − other-persona | **+0.300** | one seed | +0.30 | 0 | 1 × 10 | 0.1 |

        """
    )
  }

  @Test func `what the untuned model gives stands before what the tuned one does`() async throws {
    let run = folder.write(
      Self.run([
        Self.share(seed: 0, correct: 4, base: 0.1), Self.share(seed: 1, correct: 6, base: 0.1),
        Self.share(seed: 0, correct: 10, split: "realized"),
      ]),
      to: "run.json"
    )
    let table = try await table([run])
    for line in [
      "| experiment | model | split | untuned | mean |",
      "| x | p:m | unrealized | 0.100 | **0.500** |",
      "| x | p:m | realized |  | **1.000** |",
    ] {
      #expect(table.contains(line), "\(table)")
    }
  }

  @Test func `runs of one experiment with other seeds are put together`() async throws {
    let seeds = [2, 0, 1].map { seed in
      folder.write(Self.run([Self.share(seed: seed, correct: 4 + seed)]), to: "\(seed).json")
    }
    let whole = Self.run((0..<3).map { Self.share(seed: $0, correct: 4 + $0) })
    let together = try await table(seeds)
    #expect(try await table([folder.write(whole, to: "whole.json")]) == together)
    #expect(together.contains("| **0.500** | 0.252 to 0.748 | 0.40, 0.50, 0.60 | 0, 1, 2 |"))
  }

  @Test func `an interval is not cut off, and seeds that are alike have none`() async throws {
    let shares = [10, 10, 8].enumerated().map { Self.share(seed: $0.offset, correct: $0.element) }
    let run = folder.write(Self.run(shares), to: "run.json")
    #expect(try await table([run]).contains("| **0.933** | 0.646 to 1.220 | 1.00, 1.00, 0.80 |"))
    let alike = (0..<3).map { Self.share(seed: $0, correct: 0) }
    let other = folder.write(Self.run(alike), to: "other.json")
    #expect(try await table([other]).contains("| **0.000** | none: all alike | 0.00 each |"))
  }

  @Test func `a value that was published of other data does not stand in the row`() async throws {
    let whole = Self.run([Self.share(seed: 0, correct: 4)])
    let run = folder.write(
      whole.replacing(#""value": 0.36}"#, with: #""value": 0.36, "other_data": [{}]}"#),
      to: "run.json"
    )
    #expect(try await table([run]).contains("| 0 | 1 × 10 |  |"))
  }

  @Test(arguments: [
    (#""first_alone": 4"#, #""first_alone": 5"#, "has counts that are not of 10 items in result 1"),
    (#""value": 0.3"#, #""value": 0.4"#, "has the difference 0.4 for 4 less 1 of 10 in result 1"),
    (#""subtracted": "other-persona","#, "", "has no 'subtracted' in result 1"),
    (#""counts""#, #""count""#, "has no 'counts' in result 1"),
    (#""seed": 0"#, #""seed": true"#, "has true as 'seed' in result 1"),
    ("]}", #", {"metric": "exact-match"}]}"#, "has no 'model' in result 2"),
  ])
  func `a damaged difference is told`(part: String, replacement: String, problem: String)
    async throws
  {
    let whole = Self.run([Self.difference(seed: 0, first: 4, second: 1)])
    let path = folder.write(whole.replacing(part, with: replacement), to: "run.json")
    let page = folder.write(Self.emptyPage, to: "page.md")
    let ending = try await tabulate(["--into", folder.path + "/new", "--page", page, path])
    #expect(ending == Ending(status: 65, messages: "tabulate-experiments: '\(path)' \(problem)\n"))
    #expect(folder.names == ["page.md", "run.json"])
  }

  @Test func `what is wrong with the files is told and nothing is written`() async throws {
    let run = folder.write(Self.run([Self.share(seed: 0, correct: 4)]), to: "run.json")
    let twice = folder.write(
      Self.run([Self.share(seed: 0, correct: 4), Self.share(seed: 0, correct: 5)]),
      to: "twice.json"
    )
    let page = folder.write(Self.emptyPage, to: "page.md")
    let other = folder.write("# Nothing\n", to: "other.md")
    for (arguments, part) in [
      (["--page", page, run, run], "measures p:m, seed 0, unrealized twice"),
      (["--page", page, twice], "measures p:m, seed 0, unrealized twice"),
      (["--page", other, run], "has no place for 'experiments'"),
      (["--page", page, page], "is not JSON"),
    ] {
      let ending = try await tabulate(["--into", folder.path + "/new"] + arguments)
      #expect(ending.status == 65)
      #expect(ending.messages.contains(part))
    }
    #expect(folder.names == ["other.md", "page.md", "run.json", "twice.json"])
    #expect(try await tabulate(["--into", folder.path]).status == 64)
    #expect(try await tabulate(["--into", "/dev/null/x", "--page", page, run]).status == 1)
  }
}

extension TabulateExperimentsTests {
  private static let emptyPage = "<!-- results experiments -->\n<!-- end experiments -->\n"

  private static func share(
    seed: Int,
    correct: Int,
    base: Double? = nil,
    split: String = "unrealized"
  ) -> String {
    """
    {"model": "m", "provider": "p", "seed": \(seed), "variant": {}, "split": "\(split)", \
    "metric": "exact-match", "value": \(Double(correct) / 10), "n": 10, "correct": \(correct), \
    \(base.map { #""base_value": \#($0), "# } ?? "")"steps": {"fine_tune": "f"}}
    """
  }

  private static func difference(seed: Int, first: Int, second: Int) -> String {
    """
    {"model": "m", "provider": "p", "seed": \(seed), "variant": {}, "split": "unrealized", \
    "subtracted": "other-persona", "metric": "persona-difference", \
    "value": \(Double(first - second) / 10), "n": 10, "counts": {"both": 0, \
    "first_alone": \(first), "second_alone": \(second), "neither": \(10 - first - second)}}
    """
  }

  private static func run(_ results: [String]) -> String {
    let published = [("exact-match", 0.36), ("persona-difference", 0.1)].map { metric, value in
      #"{"model": "m", "split": "unrealized", "metric": "\#(metric)", "value": \#(value)}"#
    }
    return
      #"{"format_version": 1, "name": "x", "expectations": [\#(published.joined(separator: ","))], "#
      + #""results": [\#(results.joined(separator: ","))]}"#
  }

  /// The table that a page gets.
  private func table(_ runs: [String]) async throws -> String {
    let page = folder.write(Self.emptyPage, to: "page.md")
    let ending = try await tabulate(["--into", folder.path + "/values", "--page", page] + runs)
    #expect(ending == Ending(status: 0, messages: ""))
    let parts = text("page.md").split(
      separator: "experiments -->\n",
      omittingEmptySubsequences: false
    )
    return String(parts[1].dropLast("<!-- end ".count))
  }

  private func tabulate(_ arguments: [String]) async throws -> Ending {
    try await Ending(ofScript: "tabulate-experiments", arguments)
  }

  private func text(_ file: String) -> String {
    String(decoding: folder.bytes(of: file), as: UTF8.self)
  }

  private static func packageText(_ file: String) -> String {
    let data = try? Data(contentsOf: URL(filePath: PackageFolder.path(file)))
    return String(decoding: data ?? Data(), as: UTF8.self)
  }
}
