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
    let generate = try #require(steps.lazy.compactMap { $0 as? GenerateStep }.first)
    let evaluate = try #require(
      steps.lazy.compactMap { $0 as? EvaluateStep }.first { $0.id == Self.evaluation }
    )
    var parameters = generate.parameters
    parameters.seed += 1
    let other = GenerateStep(id: "other", parameters: parameters, pairs: .builtin)
    func wrong(card: StepID) -> EvaluateStep {
      EvaluateStep(
        id: StepID("wrong-\(card)"),
        provider: folder.provider,
        baseModel: evaluate.baseModel,
        split: .unrealized,
        settings: evaluate.settings,
        costs: nil,
        modelCard: evaluate.modelCard,
        modelReceipt: evaluate.modelReceipt,
        weights: nil,
        items: StepInput("other", .validationFile),
        datasetCard: StepInput(card, .datasetCard)
      )
    }
    let plan = try Plan.make(steps + [other, wrong(card: "other"), wrong(card: generate.id)])
    let result = try await Scheduler.run(
      plan,
      in: folder.workspace(),
      configuration: RunConfiguration(
        jobs: 2,
        manifestName: "small",
        manifestDigest: "",
        manifestText: "",
        toolVersion: "test",
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
