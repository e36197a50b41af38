import Engine
import Manifest
import Synchronization
import TestSupport
import Testing

@testable import Steps

struct EvaluateStepTests {
  private static let evaluation = StepID("evaluate/small/seed-0/unrealized")

  private func failure(of step: StepID, in result: RunResult) -> StepFailure? {
    guard case .failed(let failure)? = result.steps.first(where: { $0.id == step })?.outcome
    else { return nil }
    return failure
  }

  @Test func `a provider that answers fewer items than it was asked fails the step`() async throws {
    let folder = try ExperimentFolder()
    folder.provider.keptBack.withLock { $0 = 1 }
    let failure = try #require(failure(of: Self.evaluation, in: try await folder.run()))
    #expect(failure.description.contains("the provider answered 3 of 4 items"))
  }

  @Test func `a split of another dataset is refused`() async throws {
    let folder = try ExperimentFolder()
    let steps = try #require(folder.plan().plan).steps
    guard case .dataset(let generate)? = steps.first?.details as? GenerateDetails else {
      Issue.record("the first step makes no dataset")
      return
    }
    let evaluate = try #require(
      steps.first { $0.id == Self.evaluation }?.details as? EvaluateStep
    )
    var parameters = generate.parameters
    parameters.seed += 1
    let other = GenerateStep(parameters: parameters, pairs: .builtin).spec(id: "other")
    func wrong(card: StepID) -> StepSpec {
      EvaluateStep(
        provider: evaluate.provider,
        baseModel: evaluate.baseModel,
        split: .unrealized,
        settings: evaluate.settings,
        rates: nil,
        modelCard: evaluate.modelCard,
        modelReceipt: evaluate.modelReceipt,
        modelFiles: [],
        items: StepInput("other", .validationFile),
        datasetCard: StepInput(card, .datasetCard)
      )
      .spec(id: StepID("wrong-\(card)"), at: folder.provider, nil)
    }
    let plan = try Plan.make(steps + [other, wrong(card: "other"), wrong(card: "generate")])
    let result = try await Scheduler.run(
      plan,
      in: folder.workspace(),
      configuration: RunConfiguration(
        jobs: 2,
        manifestName: "small",
        manifestDigest: "",
        manifestText: "",
        toolVersion: "test",
        executors: [InProcessExecutor(.experiments([folder.provider]))],
        now: { 0 }
      )
    )
    let otherCard = try #require(failure(of: "wrong-other", in: result))
    #expect(
      otherCard.description.contains("which is not the training file of this split's dataset")
    )
    let otherItems = try #require(failure(of: "wrong-generate", in: result))
    #expect(otherItems.description.contains("is not in the dataset's card"))
    #expect(failure(of: Self.evaluation, in: result) == nil)
  }
}
