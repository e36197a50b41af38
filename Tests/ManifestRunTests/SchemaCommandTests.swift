import Diagnostics
import Foundation
import Manifest
import TestSupport
import Testing

struct SchemaCommandTests {
  private let folder = TemporaryFolder()

  @Test func `the schema beside the experiments is the program's`() async throws {
    try expectGolden(
      try await program("schema").results,
      "experiments/manifest.schema.json"
    )
  }

  @Test func `the page of the format is the program's`() async throws {
    try expectGolden(
      try await program("schema", "--format", "markdown").results,
      "docs/manifest.md"
    )
  }

  @Test(arguments: PackageFolder.files(below: "experiments", ending: ".yaml"))
  func `every experiment names the schema in its first line`(file: String) throws {
    let text = try String(
      contentsOfFile: PackageFolder.path("experiments/\(file)"),
      encoding: .utf8
    )
    let climb = String(repeating: "../", count: file.count { $0 == "/" })
    let comment = ManifestDraft.schemaComment.replacing("=", with: "=\(climb)")
    #expect(text.hasPrefix(comment + "\n"))
  }

  @Test func `every example of the page is valid`() async throws {
    let page = try await program("schema", "--format", "markdown").results
    let own = "Only with provider 'transformers'."
    let sections = page.split(separator: "\n### ", omittingEmptySubsequences: false)
    let blocks = sections.flatMap { section in
      section.split(separator: "```yaml\n").dropFirst().compactMap { text -> String? in
        let block = text.split(separator: "```", omittingEmptySubsequences: false).first ?? ""
        guard section.hasPrefix("`fine-tune."), section.contains(own) else { return String(block) }
        // Adapters need two keys together, and an example is of one.
        guard !block.contains("lora:") else { return nil }
        let rate = block.contains("learning-rate:") ? "" : "  learning-rate: 0.001\n"
        let head = "fine-tune:\n  provider: transformers\n  models: [\"random:llama\"]\n\(rate)"
        return String(block).replacing("fine-tune:\n", with: head)
      }
    }
    #expect(blocks.count > 30)
    for (index, block) in blocks.enumerated() {
      let hasName = block.contains(/(^|\n)name:/)
      let hasVersion = block.contains(/(^|\n)manifest:/)
      let head = (hasVersion ? "" : "manifest: 1\n") + (hasName ? "" : "name: x\n")
      folder.write(head + block, to: "examples/\(index).yaml")
    }
    let base = """
      manifest: 1
      name: base
      fine-tune: { models: [curie] }
      expect: [{ model: curie, split: realized, metric: exact-match, value: 1 }]

      """
    folder.write(base, to: "examples/vanilla_qa.yaml")
    let pairs = (0..<1200).map { "{\"question\": \"q\($0)\", \"answer\": \"a\($0)\"}\n" }.joined()
    folder.write(pairs, to: "examples/pairs.jsonl")
    let output = try await program("validate", "\(folder.path)/examples")
    // Whether this machine has a Python that can train is not the page's matter.
    let warnings = output.messages.split(separator: "\n").filter { $0.contains(": warning: ") }
    #expect(warnings.allSatisfy { $0.hasSuffix("[unmet-requirement]") }, "\(warnings)")
    #expect(output.messages.contains("\(blocks.count + 1) manifests are valid"))
  }

  @Test func `a first manifest is valid and means the defaults`() async throws {
    let output = try await program("init", "\(folder.path)/first")
    let path = "\(folder.path)/first.yaml"
    #expect(output.messages == "wrote \(path); 'manifest-run \(path)' runs it\n")
    #expect(try await program("validate", path).messages == "\(path) is valid: 16 steps\n")
    let shortest = folder.write("manifest: 1\nname: first\n", to: "shortest.yaml")
    let shown = try await program("show", path, "--resolved").results.withoutOrigins
    let expected = try await program("show", shortest, "--resolved").results.withoutOrigins
    #expect(shown == expected)
    for line in folder.lines(of: "first.yaml") { #expect(line.count <= 100) }
    #expect(folder.lines(of: "first.yaml").first != ManifestDraft.schemaComment)
  }

  @Test func `a first manifest runs`() async throws {
    _ = try await program("init", "\(folder.path)/first", "--quiet")
    let output = try await program(
      "\(folder.path)/first.yaml",
      "--quiet",
      "--set",
      "dataset.realized=12",
      "--set",
      "dataset.unrealized=4",
      "--set",
      "fine-tune.epochs=1",
      "--set",
      "fine-tune.models=[ada]"
    )
    #expect(output.results.contains("local:ada"))
  }

  @Test func `a first manifest names the schema that lies beside it`() async throws {
    folder.write("{}", to: "manifest.schema.json")
    _ = try await program("init", "\(folder.path)/first")
    #expect(folder.lines(of: "first.yaml").first == ManifestDraft.schemaComment)
  }

  @Test func `a file that is there is never overwritten`() async throws {
    folder.write("mine\n", to: "first.yaml")
    let output = try await program("init", "\(folder.path)/first", exits: 1)
    #expect(output.messages.hasSuffix("was not written: there is such a file already\n"))
    #expect(folder.lines(of: "first.yaml") == ["mine"])
    let missing = try await program("init", "\(folder.path)/none/first", exits: 1)
    #expect(missing.messages.contains("No such file or directory"))
  }

  @Test(arguments: ["", "a b", ".x", "é", "a/"])
  func `what can be no name is refused`(name: String) async throws {
    let output = try await program("init", "\(folder.path)/\(name)", exits: 64)
    #expect(output.messages.contains("must be a name of letters, digits, '.', '-' and '_'"))
    #expect(folder.names.isEmpty)
  }
}
