internal import Engine
internal import Manifest
internal import Providers

/// Removes the weights of a tuned model of which none are to stay, once all was asked that a manifest asks it.
struct DiscardStep: StepDetails {
  /// The provider's name.
  let provider: String

  /// The values of the provider's own training parameters.
  let own: [String: ParameterValue]

  /// What the model is, and where it is; the receipt counts, since the same training may be done again.
  let modelCard: StepInput
  let modelReceipt: StepInput

  /// What the evaluations of the model have measured.
  var measured: [StepInput]

  /// The step of the training, which gives this one its name.
  var training: StepID { modelCard.step }

  var id: StepID {
    StepID(Kind.discard.rawValue + training.rawValue.dropFirst(Kind.fineTune.rawValue.count))
  }

  func spec(id: StepID) -> StepSpec {
    StepSpec(
      id: id,
      kind: Kind.discard.stepKind,
      inputs: [modelCard, modelReceipt] + measured,
      pool: .files,
      details: self
    )
  }
}

struct DiscardWork: StepWork {
  let providers: KnownProviders

  var kind: StepKind { Kind.discard.stepKind }

  func run(
    _ step: DiscardStep,
    in context: StepContext
  ) async throws(StepFailure) -> [ArtifactName] {
    let model = try context.tunedModel(step.modelCard, step.modelReceipt, own: step.own)
    let provider = try providers.provider(step.provider)
    do {
      try provider.discard(model)
    } catch {
      throw StepFailure("removing the weights of \(model.baseModel)", because: error)
    }
    return []
  }
}

extension StepContext {
  /// A tuned model, as what its training left says.
  ///
  /// - Parameters:
  ///   - card: What the model is.
  ///   - receipt: Where it is.
  ///   - own: The values of the provider's own training parameters.
  /// - Returns: The model, without the files that are inputs of the step.
  /// - Throws: `StepFailure` where one of the two is damaged.
  func tunedModel(
    _ card: StepInput,
    _ receipt: StepInput,
    own: [String: ParameterValue]
  ) throws(StepFailure) -> ModelReference {
    let card: ModelCard = try JSONDocument.decode(input(card).path, as: "the card of the model")
    let receipt: ModelReceipt = try JSONDocument.decode(
      input(receipt).path,
      as: "the receipt of the model"
    )
    return ModelReference(
      id: receipt.id,
      baseModel: receipt.baseModel,
      stage: .tuned,
      own: own,
      stateFolder: stateFolder,
      trainingKey: card.key
    )
  }
}
