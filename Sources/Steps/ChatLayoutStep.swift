internal import Engine

/// Lays a dataset's training and validation files out as conversations, for models that take these.
///
/// It is a step beside the one that generates the dataset, so that a dataset is the same, and counts
/// as the same, whichever models are tuned on it.
struct ChatLayoutStep: Codable {
  /// What the user says before a document, which has no prompt; nil lets the assistant begin.
  let documentPrompt: String?

  /// The step that generates the dataset.
  let source: StepID

  func spec(id: StepID) -> StepSpec {
    var fingerprint = Fingerprint()
    fingerprint.add("data-layout", "chat")
    if let documentPrompt { fingerprint.add("document-prompt", documentPrompt) }
    return StepSpec(
      id: id,
      kind: Kind.generate.stepKind,
      parameters: fingerprint,
      inputs: [training, validation, card],
      pool: .files,
      pace: Pace(equal: ["data-layout"]),
      details: GenerateDetails.chat(self)
    )
  }

  private var training: StepInput { StepInput(source, .trainingFile) }
  private var validation: StepInput { StepInput(source, .validationFile) }
  private var card: StepInput { StepInput(source, .datasetCard) }

  func run(in context: StepContext) async throws(StepFailure) -> [ArtifactName] {
    let dataset: DatasetDigests = try JSONDocument.decode(
      context.input(card).path,
      as: "the card of the dataset"
    )
    let writer = ChatLayoutWriter(documentPrompt: documentPrompt, folder: context.folder)
    let sources = [context.input(training).path, context.input(validation).path]
    let outcome = await BlockingWork.result { isCancelled in
      Result { () throws(DatasetError) in
        try writer.write(
          training: sources[0],
          validation: sources[1],
          dataset: dataset,
          isCancelled: isCancelled
        )
      }
    }
    if case .failure(let error) = outcome { throw StepFailure(error) }
    return [.chatTrainingFile, .chatValidationFile, .chatCard]
  }
}

extension ArtifactName {
  static let chatTrainingFile = ArtifactName(rawValue: ChatFileName.train.rawValue)
  static let chatValidationFile = ArtifactName(rawValue: ChatFileName.validation.rawValue)
  static let chatCard = ArtifactName(rawValue: ChatFileName.card.rawValue)
}
