import Providers
import System

/// Has a worker ask models.
struct WorkerCompletions: CompletionService {
  let workers: WorkerPool

  func completions(
    of prompts: [String],
    by model: ModelReference,
    decoding: Decoding
  ) async throws(ProviderError) -> [Completion] {
    let result = try await workers.withWorker(
      model.own,
      stateFolder: model.stateFolder
    ) { (worker, folder) throws(ProviderError) -> CompleteResult in
      try await worker.result(
        of: ModelRequest(
          model: try AskedModel(model, below: folder),
          fields: CompleteFields(
            prompts: prompts,
            maximumTokens: decoding.maximumTokens,
            stop: decoding.stop,
            temperature: decoding.temperature
          )
        )
      )
    }
    guard result.completions.count == prompts.count else {
      throw .unreadable("the worker answered another number of prompts than it was asked")
    }
    return result.completions.map {
      Completion(text: $0.text, finishReason: $0.isFinished ? .stop : .length)
    }
  }

  func scores(
    of items: [PromptAndTarget],
    by model: ModelReference
  ) async throws(ProviderError) -> [TargetScore] {
    let result = try await workers.withWorker(
      model.own,
      stateFolder: model.stateFolder
    ) { (worker, folder) throws(ProviderError) -> ScoreResult in
      try await worker.result(
        of: ModelRequest(
          model: try AskedModel(model, below: folder),
          fields: ScoreFields(
            items: items.map { ScoreFields.Item(prompt: $0.prompt, target: $0.target) }
          )
        )
      )
    }
    guard result.scores.count == items.count else {
      throw .unreadable("the worker scored another number of texts than it was asked")
    }
    return result.scores.map {
      TargetScore(logProbability: $0.logProbability, tokenCount: $0.tokens)
    }
  }
}

extension WorkerModel {
  /// A model that is asked: the whole tuned one, adapters over the untuned one, or this alone.
  init(_ model: ModelReference, below parent: String) throws(ProviderError) {
    switch model.stage {
    case .base: try self.init(model.baseModel, model.baseFiles, below: parent)
    case .tuned:
      switch TrainingKeys.keptWeights(model.own) {
      case .all: try self.init(model.files, below: parent)
      case .additions:
        try self.init(
          model.baseModel,
          model.baseFiles,
          adapter: try ModelFolder.make(of: model.files, below: parent),
          below: parent
        )
      case .none:
        let folder = ModelFolder.ofDiscarded(model.trainingKey, below: model.stateFolder)
        guard FileSystem.exists("\(folder)/\(ModelFolder.weights)") else {
          throw .rejected(
            "its weights were removed once it was asked, as 'keep: metrics' says; '--force' with the name of its "
              + "fine-tune step tunes it again"
          )
        }
        self.init(folder: folder)
      }
    }
  }
}
