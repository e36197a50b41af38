import Diagnostics
import Engine
import Foundation
import Manifest
import Providers
import Steps
import TestSupport
import Testing

struct PlannerTests {
  @Test func `an experiment expands into its steps`() throws {
    let plan = try #require(ExperimentFolder().plan(set: ["fine-tune.seeds=[0, 1]"]).plan)
    #expect(
      plan.steps.map(\.id.rawValue) == [
        "generate", "upload/train", "upload/validation",
        "fine-tune/small/seed-0",
        "evaluate/small/seed-0/unrealized", "evaluate/small/seed-0/realized",
        "fine-tune/small/seed-1",
        "evaluate/small/seed-1/unrealized", "evaluate/small/seed-1/realized",
        "report",
      ]
    )
  }

  @Test func `experiments of a matrix share what they have in common`() throws {
    let matrix = "\nmatrix: { fine-tune.epochs: [1, 2], dataset.seed: [5] }\n"
    let folder = try ExperimentFolder(ExperimentFolder.manifest + matrix)
    let plan = try #require(folder.plan().plan)
    #expect(
      plan.steps.map(\.id.rawValue).filter { !$0.hasPrefix("evaluate") } == [
        "generate[dataset.seed=5]",
        "upload/train[dataset.seed=5]", "upload/validation[dataset.seed=5]",
        "fine-tune/small/seed-0[dataset.seed=5,epochs=1]",
        "fine-tune/small/seed-0[dataset.seed=5,epochs=2]",
        "report",
      ]
    )
  }

  @Test func `a model whose weights go is asked by all experiments before`() throws {
    let provider = ScriptedProvider(keptWeights: .none)
    let matrix = "\nmatrix: { evaluate.temperature: [0, 1] }\n"
    let folder = try ExperimentFolder(provider: provider, ExperimentFolder.manifest + matrix)
    let plan = try #require(folder.plan().plan)
    let discards = plan.steps.filter { $0.id.rawValue.hasPrefix("discard") }
    #expect(discards.map(\.id) == ["discard/small/seed-0"])
    #expect(
      discards[0].inputs.dropFirst(2).map(\.step.rawValue) == [
        "evaluate/small/seed-0/unrealized[temperature=0]",
        "evaluate/small/seed-0/realized[temperature=0]",
        "evaluate/small/seed-0/unrealized[temperature=1]",
        "evaluate/small/seed-0/realized[temperature=1]",
      ]
    )
    #expect(plan.steps.last?.id == "report")
    let manifest = try #require(folder.manifest())
    let planner = Planner(providers: [provider])
    #expect(planner.stepCount(ofChecked: manifest).number == plan.steps.count)
  }

  @Test func `combinations that name their provider in a whole section share no upload`() throws {
    let matrix = """

      matrix:
        fine-tune:
          - { provider: scripted, models: [small] }
          - { provider: scripted, models: [large] }
      """
    let folder = try ExperimentFolder(ExperimentFolder.manifest + matrix)
    let uploads = try #require(folder.plan().plan).steps.map(\.id.rawValue)
      .filter { $0.hasPrefix("upload/train") }
    #expect(uploads.count == 2)
    #expect(Set(uploads).count == 2)
  }

  @Test func `a combination that the matrix includes is an experiment of its own`() throws {
    let matrix = """

      matrix:
        fine-tune.epochs: [1, 2]
        exclude: [{ fine-tune.epochs: 2 }]
        include: [{ fine-tune.epochs: 3, dataset.seed: 5 }]
      """
    let folder = try ExperimentFolder(ExperimentFolder.manifest + matrix)
    let plan = try #require(folder.plan().plan)
    #expect(
      plan.steps.map(\.id.rawValue).filter { $0.hasPrefix("fine-tune") } == [
        "fine-tune/small/seed-0[epochs=1]",
        "fine-tune/small/seed-0[dataset.seed=5,epochs=3]",
      ]
    )
  }

  @Test(arguments: [
    ("fine-tune.provider=scriptd", "unknown-provider"),
    ("fine-tune.models=[smal]", "unknown-model"),
    ("fine-tune.batch-size=3", "unsupported-parameter"),
    ("dataset.guidance.phrasings=999", "too-many-phrasings"),
    ("dataset.guidance.phrasings=['Say {answer}']", "bad-template"),
    ("dataset.guidance.phrasings=['{question} {answer} {more}']", "bad-template"),
    ("dataset.guidance.phrasings=['{question} A: {answer}']", "unusable-template"),
    ("dataset.examples.template='{answer} {question}'", "answer-before-question"),
    ("dataset.examples.template='{question}'", "bad-template"),
    ("dataset.examples.template='{question} A: \"{answer}\"'", "answer-not-alone"),
    ("dataset.examples.template=\"{question}\\n{answer}\"", "answer-not-alone"),
    ("dataset.pairs=gone.csv", "unreadable-pairs"),
    ("dataset.pairs=../up.csv", "unreadable-pairs"),
    ("dataset.pairs=bad.csv", "unreadable-pairs"),
    ("dataset.pairs=few.csv", "too-few-pairs"),
  ])
  func `what no experiment can be made of is told with its place`(
    option: String,
    id: String
  ) throws {
    let folder = try ExperimentFolder()
    folder.folder.write("question,answer\na,b,c\n", to: "bad.csv")
    folder.folder.write("question,answer\na?,b\n", to: "few.csv")
    let (plan, problems) = folder.plan(set: [option])
    #expect(plan == nil)
    #expect(problems.map(\.id.rawValue) == [id])
    #expect(problems.first?.range != nil)
  }

  @Test func `what only the planner knows is told beside what is wrong with the form`() throws {
    let folder = try ExperimentFolder()
    let set = [
      "fine-tune.models=[smal]", "fine-tune.epochs=0", "fine-tune.batch-size=3",
      "dataset.pairs=gone.csv",
      "dataset.examples.template='{anwser}'", "evaluate.temperature=hot",
    ]
    var diagnostics = DiagnosticList()
    let planner = Planner(providers: [folder.provider])
    let manifest = Manifest.load(
      path: folder.folder.path + "/m.yaml",
      overrides: set,
      reader: FileManifestReader(root: folder.folder.path),
      checks: planner.checks,
      into: &diagnostics
    )
    #expect(manifest == nil)
    #expect(
      Set(diagnostics.map(\.id.rawValue)) == [
        "unknown-model", "out-of-range", "unsupported-parameter", "unreadable-pairs",
        "bad-template",
        "wrong-type",
      ]
    )
    #expect(diagnostics.count == 6)
  }

  @Test func `a model that its provider retires is a warning`() throws {
    let folder = try ExperimentFolder(provider: ScriptedProvider(models: nil))
    let problems = folder.plan(set: ["fine-tune.models=[old, mine]"]).problems
    #expect(problems.map(\.id.rawValue) == ["retired-model"])
    #expect(problems.map(\.severity) == [.warning])
    #expect(problems.last?.range?.text == "old")
    #expect(
      problems.last?.message == "the provider 'scripted' lets nobody tune 'old' from 2024-10-28 on"
    )
  }

  @Test func `an answer may stand before a line of its own`() throws {
    let template = #"dataset.examples.template="Q: {question}\nA: {answer}\nThe end""#
    #expect(try ExperimentFolder().plan(set: [template]).plan != nil)
  }

  @Test func `a pairs file outside the workspace is refused`() throws {
    let outside = TemporaryFolder()
    outside.write("question,answer\na?,b\n", to: "p.csv")
    let folder = try ExperimentFolder()
    let (plan, problems) = folder.plan(set: ["dataset.pairs=\(outside.path)/p.csv"])
    #expect(plan == nil)
    #expect(problems.map(\.id.rawValue) == ["outside-workspace"])
  }

  @Test(arguments: ["pipe.csv", "folder.csv", "loop.csv", "dangling.csv"])
  func `a pairs file that is none is refused without waiting`(name: String) throws {
    let folder = try ExperimentFolder()
    try #require(mkfifo("\(folder.folder.path)/pipe.csv", 0o600) == 0)
    folder.folder.write("", to: "folder.csv/file")
    folder.folder.link("loop.csv", to: "loop.csv")
    folder.folder.link("dangling.csv", to: "nothing.csv")
    let (plan, problems) = folder.plan(set: ["dataset.pairs=\(name)"])
    #expect(plan == nil)
    #expect(problems.map(\.id.rawValue) == ["unreadable-pairs"])
  }
}
