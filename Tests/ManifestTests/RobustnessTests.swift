import Diagnostics
import Manifest
import Testing

struct RobustnessTests {
  private let base = "manifest: 1\nname: x\n"

  @Test(arguments: [
    "", "=", "=x", "a..b=1", ".=1", "..=1", "fine-tune.=1", ".fine-tune=1", "fine-tune..epochs=1",
    "\n=\n", "dataset\n.seed=1", "fine-tune.epochs=\n1\n---\n2", "fine-tune.epochs=\u{1}",
    "\u{1B}[31m=1", "description=\u{0}", "description=\"\n\n", "é.ü=ö", "fine-tune.epochs=\u{301}",
    "matrix=[]", "extends=x", "matrix.fine-tune.epochs=1", "expect=[{}]", "expect.0=1",
    "matrix.=[1]", "matrix..=[1]", "matrix[0]=1", "extends[0]=x", "[0]=1", "fine-tune[0].epochs=1",
    "fine-tune.models[]=x", "fine-tune.models[-1]=x", "fine-tune.models[0=x", "expect[0]={}",
    "fine-tune.models]0[=x", "fine-tune.models[0][0]=x", "fine-tune.models[9223372036854775808]=x",
    "fine-tune.models[0].x=y", "fine-tune.models[ü]=x", "fine-tune.models[4]=x",
    "fine-tune=[&a *a]", "fine-tune=5", "dataset={guidance: 5}", "dataset.guidance.phrasings={}",
    "fine-tune.seeds=[9223372036854775808]", "dataset.seed=-9223372036854775809", "manifest=2",
    "fine-tune.models=[[]]", "evaluate.splits=[realized, realized]", "name=\u{FEFF}",
  ])
  func `a wrong option is refused with a place in it`(option: String) {
    let (manifest, problems) = load(base, set: [option])
    #expect(manifest == nil)
    #expect((1...8).contains(problems.count))
    for problem in problems {
      let file = problem.range?.file
      #expect(file?.name == "--set")
      #expect(file?.text == option)
    }
    #expect(!DiagnosticFormatter(color: false).text(for: problems[0]).isEmpty)
  }

  @Test(arguments: [
    ("dataset.seed", Int.max), ("dataset.seed", Int.max - 1), ("fine-tune.seeds", 2_147_483_647),
    ("dataset.realized", 100_000_000), ("fine-tune.epochs", 100_000),
  ])
  func `the largest values are accepted`(path: String, value: Int) {
    let text = path.hasSuffix("seeds") ? "[\(value)]" : "\(value)"
    #expect(load(base, set: ["\(path)=\(text)"]).problems.isEmpty)
  }

  @Test(arguments: [
    "matrix: []", "matrix: 1", "matrix:", "matrix: { dataset: [] }", "matrix: { '.': [1] }",
    "matrix: { a.b: [{ c: [d, { e: f }] }] }", "matrix: { 'fine-tune\\.epochs': [1] }",
    "matrix: { \"fine-tune.\\x65pochs\": [x] }", "matrix: { dataset: [{ seed: { a: b } }] }",
    "matrix: { dataset: [1, [2], { seed: x }] }", "matrix: { {}: [1] }", "matrix: { []: [1] }",
    "matrix: { null: [1] }", "matrix: { fine-tune: [{ models: {} }, { models: [] }, ~] }",
    "'fine-tune.epochs': 3", "'': 1", "? {a: b}\n: 1", "? [a]\n: 1", "expect: [[]]",
    "expect: [{ model: ada, split: realized, metric: exact-match, value: .nan }]",
    "expect: [{ model: ada, split: realized, metric: exact-match, value: .inf }]",
    "dataset: { guidance: { pairs-per-document: [] } }", "extends: []", "extends: [[a]]",
    "dataset: { guidance: { pairs-per-document: [3, x] } }", "extends: ''", "extends: m.yaml",
    "fine-tune: { suffix: '}{' }", "fine-tune: { suffix: '{{}}' }", "fine-tune: { suffix: '{}' }",
  ])
  func `a strange manifest is refused`(text: String) {
    let (manifest, problems) = load(base + text)
    #expect(manifest == nil)
    #expect((1...8).contains(problems.count))
    #expect(Set(problems).count == problems.count)
  }

  @Test func `long texts are not repeated in messages`() {
    let long = String(repeating: "9", count: 500_000)
    let text =
      base + "? \(long)\n: 1\ndescription: \(long)\ndataset: { seed: \(long), order: \(long) }\n"
      + "fine-tune: { epochs: \(long), suffix: '{\(long)}', models: [x\(long), x\(long)] }"
    let problems = load(text).problems
    #expect(problems.count == 7)
    for problem in problems {
      let sentences = [problem.message, problem.help ?? ""] + problem.notes.map(\.message)
      for sentence in sentences { #expect(sentence.utf8.count < 500) }
    }
  }
}
