import Diagnostics
import Manifest
import Testing

/// Where a resolved manifest says that its values were written.
struct OriginTests {
  private let base = """
    manifest: 1
    name: base
    fine-tune: { models: [curie], epochs: 3 }
    expect:
      - { model: curie, split: realized, metric: exact-match, value: 1 }
    """

  private let child = """
    extends: base.yaml
    name: child
    dataset:
      guidance: { repeats: 2 }
    matrix:
      dataset.seed: [1, 2]
    """

  private func resolved(_ overrides: [String] = []) throws -> ResolvedValue {
    try #require(load(child, ["base.yaml": base], set: overrides).manifest).resolved
  }

  @Test func `a value is from the file, the option or the default that gave it`() throws {
    let values = try resolved(["fine-tune.epochs=4", "dataset={ realized: 5 }"])
    let origins = Dictionary(
      uniqueKeysWithValues: values.leaves.map { ($0.path, "\($0.value.place)") }
    )
    #expect(origins["name"] == "m.yaml:2")
    #expect(origins["manifest"] == "base.yaml:1")
    #expect(origins["fine-tune.models"] == "base.yaml:3")
    #expect(origins["fine-tune.epochs"] == "--set fine-tune.epochs=4")
    #expect(origins["dataset.realized"] == "--set dataset={ realized: 5 }")
    #expect(origins["dataset.unrealized"] == "default")
    #expect(origins["expect[0].value"] == "base.yaml:5")
    #expect(origins["matrix.dataset.seed"] == "m.yaml:6")
  }

  @Test func `every value has its origin on its line, and the comments change nothing`() throws {
    let values = try resolved(["dataset.guidance.repeats=7"])
    let lines = values.annotatedYAML.split(separator: "\n")
    #expect(
      lines.contains(
        "    repeats: 7                                    # --set dataset.guidance.repeats=7"
      )
    )
    #expect(lines.contains { $0.hasSuffix("  # base.yaml:5") && $0.contains("- { model: curie") })
    for line in lines where !line.hasSuffix(":") { #expect(line.contains("  # ")) }
    let again = try #require(load(values.annotatedYAML).manifest)
    #expect(again.canonicalText == values.yaml)
  }

  @Test func `an option of several lines stays one comment`() throws {
    let manifest = load(base, set: ["description=\"a\\tb\"\n", "dataset=\n  seed: 1"]).manifest
    let values = try #require(manifest).resolved
    #expect(values.annotatedYAML.contains("# --set dataset=\\n  seed: 1\n"))
    #expect(load(values.annotatedYAML).manifest?.canonicalText == values.yaml)
  }
}
