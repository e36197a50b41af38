import Foundation
import TestSupport
import Testing

struct DrawFiguresTests {
  private let folder = TemporaryFolder()

  @Test(arguments: ["models", "epochs", "wordings"])
  func `a run gives its figure, its values and its table`(name: String) async throws {
    let run = PackageFolder.path("Tests/Fixtures/figures/\(name).run.json")
    #expect(try await draw("--into", folder.path, run) == Ending(status: 0, messages: ""))
    #expect(folder.names == ["\(name).json", "\(name).md", "\(name).svg"])
    for file in folder.names {
      try expectGolden(text(file), "Tests/Fixtures/figures/\(file)")
    }
  }

  @Test(arguments: ["models", "epochs", "wordings"])
  func `the values give the same figure again`(name: String) async throws {
    let values = PackageFolder.path("Tests/Fixtures/figures/\(name).json")
    #expect(try await draw("--into", folder.path, values) == Ending(status: 0, messages: ""))
    for file in folder.names {
      #expect(text(file) == Self.packageText("Tests/Fixtures/figures/\(file)"), "\(file)")
    }
  }

  @Test func `the page of results shows what was measured`() async throws {
    let values = PackageFolder.files(below: "docs/figures", ending: ".json")
    #expect(values.count == 4)
    let page = folder.write(Self.packageText("docs/results.md"), to: "docs/results.md")
    let figures = "\(folder.path)/docs/figures"
    let ending = try await draw(
      ["--into", figures, "--page", page] + values.map { PackageFolder.path("docs/figures/\($0)") }
    )
    #expect(ending == Ending(status: 0, messages: ""))
    #expect(text("docs/results.md") == Self.packageText("docs/results.md"))
    for file in PackageFolder.files(below: "docs/figures", ending: "") {
      #expect(text("docs/figures/\(file)") == Self.packageText("docs/figures/\(file)"), "\(file)")
    }
  }

  @Test(
    arguments: [
      (#"nonsense"#, "is not JSON: Expecting value: line 1 column 1 (char 0)"),
      (#"{}"#, "is not what 'manifest-run run --json' prints: it has no 'results'"),
      (#"[]"#, "is not what 'manifest-run run --json' prints: it has no 'results'"),
      (#"{"results": [], "format_version": 2}"#, "has format version 2, and 1 is known"),
      (
        #"{"results": [], "format_version": 1, "outcome": "failed"}"#,
        "is of a run that failed; run it again first"
      ),
      (#"{"results": [], "format_version": 1}"#, "has no 'name' in the run"),
      (
        #"{"results": [], "format_version": 1, "name": "../x"}"#,
        "has the name '../x', which is no name of a manifest"
      ),
      (
        #"{"results": [], "format_version": 1, "name": "x"}"#,
        "has no results of the metric 'exact-match'"
      ),
      (
        #"{"results": [3], "format_version": 1, "name": "x"}"#,
        "has something other than an object as result 1"
      ),
      (
        #"{"results": 3, "format_version": 1, "name": "x"}"#,
        "has 3 as 'results' in the run"
      ),
    ]
  )
  func `a file that is no run's JSON is told`(text: String, problem: String) async throws {
    let path = folder.write(text, to: "run.json")
    let ending = try await draw("--into", folder.path, path)
    #expect(ending == Ending(status: 65, messages: "draw-figures: '\(path)' \(problem)\n"))
    #expect(folder.names == ["run.json"])
  }

  @Test(
    arguments: [
      (#""seed": 1,"#, "", "has no 'seed' in result 1"),
      (#""seed": 1,"#, #""seed": "one","#, #"has "one" as 'seed' in result 1"#),
      (#""seed": 1,"#, #""seed": true,"#, "has true as 'seed' in result 1"),
      (#""value": 0.2"#, #""value": NaN"#, "has NaN as 'value' in result 1"),
      (#""value": 0.2"#, #""value": 0.9"#, "has the value 0.9 for 2 of 10 items in result 1"),
      (#""correct": 2"#, #""correct": 12"#, "has 12 correct of 10 items in result 1"),
      (#""correct": 2"#, #""wrong": 8"#, "has no 'correct' in result 1"),
      (#""n": 10"#, #""n": 0"#, "has 2 correct of 0 items in result 1"),
      (
        #""steps": {"fine_tune": "f"}"#, #""steps": {}"#,
        "has no 'fine_tune' in the steps of result 1"
      ),
      ("}]", #"}], "expectations": [{"model": "m"}]"#, "has no 'split' in expectation 1"),
      ("}]", #"}], "expectations": 3"#, "has 3 as 'expectations' in the run"),
      ("}]", #"}], "steps": [3]"#, "has something other than an object as step 1"),
      (
        "}]", #"}], "steps": [{"id": "f", "build_seconds": -1}]"#,
        "has -1 seconds in step 1"
      ),
      (#""parameters": 9"#, #""parameters": 0"#, "has a model of 0 parameters in result 1"),
      (
        #""variant": {}"#, #""variant": {"a": "1", "b": "2"}"#,
        "varies 'a' and 'b', and a figure has one axis for what varies"
      ),
    ]
  )
  func `a damaged result is told`(part: String, replacement: String, problem: String) async throws {
    let whole = Self.run(Self.result)
    let path = folder.write(whole.replacing(part, with: replacement), to: "run.json")
    #expect(
      try await draw("--into", folder.path, path).messages == "draw-figures: '\(path)' \(problem)\n"
    )
    folder.write(whole, to: "run.json")
    #expect(try await draw("--into", folder.path, path).status == 0)
  }

  @Test func `results that do not fit one figure are told`() async throws {
    let other = Self.result.replacing("\"m\"", with: "\"other\"")
    for (results, problem) in [
      ([Self.result, Self.result], "measures p:m, seed 1, unrealized twice"),
      (
        [Self.varied(Self.result), Self.varied(other)],
        "varies 'k' with 'p:m' and 'p:other', and a figure shows one model"
      ),
      ([Self.varied(Self.result), Self.result], "has results that do not say their 'k'"),
    ] {
      let path = folder.write(Self.run(results.joined(separator: ",")), to: "run.json")
      let ending = try await draw("--into", folder.path, path)
      #expect(ending == Ending(status: 65, messages: "draw-figures: '\(path)' \(problem)\n"))
    }
  }

  @Test func `nothing is written where one file is bad`() async throws {
    let good = PackageFolder.path("Tests/Fixtures/figures/models.run.json")
    let gone = "\(folder.path)/gone.json"
    let ending = try await draw("--into", "\(folder.path)/new", good, gone)
    #expect(ending.status == 65)
    #expect(ending.messages == "draw-figures: cannot read '\(gone)': No such file or directory\n")
    #expect(
      try await draw("--into", "\(folder.path)/new", good, good).messages.contains("second run of")
    )
    #expect(folder.names.isEmpty)
  }

  @Test func `a page without a place for a figure is told`() async throws {
    let run = PackageFolder.path("Tests/Fixtures/figures/models.run.json")
    for text in ["# Results\n", "<!-- end models -->\n<!-- results models -->\n"] {
      let page = folder.write(text, to: "page.md")
      let ending = try await draw("--into", "\(folder.path)/figures", "--page", page, run)
      #expect(ending.status == 65)
      #expect(ending.messages.contains("'\(page)' has no place for 'models': it needs the lines"))
      #expect(folder.names == ["page.md"])
    }
  }

  @Test func `a folder that cannot be written is told`() async throws {
    let run = PackageFolder.path("Tests/Fixtures/figures/models.run.json")
    let ending = try await draw("--into", "/dev/null/figures", run)
    #expect(ending.status == 1)
    #expect(ending.messages.hasPrefix("draw-figures: cannot write '/dev/null"))
    #expect(ending.messages.count { $0 == "\n" } == 1)
  }

  @Test func `wrong usage is told`() async throws {
    #expect(try await draw().status == 64)
    #expect(try await draw("--into", folder.path).messages.contains("RUN.json"))
    #expect(try await draw("--into", folder.path, "--colour", "red", "x.json").status == 64)
  }
}

extension DrawFiguresTests {
  /// One result as a run's JSON has it, and a run of such results.
  private static let result = """
    {"model": "m", "provider": "p", "parameters": 9, "seed": 1, "variant": {}, "split": "unrealized", \
    "metric": "exact-match", "value": 0.2, "n": 10, "correct": 2, "steps": {"fine_tune": "f"}}
    """

  private static func run(_ results: String) -> String {
    #"{"format_version": 1, "name": "x", "results": [\#(results)]}"#
  }

  private static func varied(_ result: String) -> String {
    result.replacing(#""variant": {}"#, with: #""variant": {"k": "1"}"#)
  }

  private func draw(_ arguments: String...) async throws -> Ending { try await draw(arguments) }

  private func draw(_ arguments: [String]) async throws -> Ending {
    try await Ending(ofScript: "draw-figures", arguments)
  }

  private func text(_ file: String) -> String {
    String(decoding: folder.bytes(of: file), as: UTF8.self)
  }

  private static func packageText(_ file: String) -> String {
    let data = try? Data(contentsOf: URL(filePath: PackageFolder.path(file)))
    return String(decoding: data ?? Data(), as: UTF8.self)
  }
}
