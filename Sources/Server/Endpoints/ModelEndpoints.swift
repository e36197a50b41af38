import Providers
import System

/// Lists, describes and deletes models, and finds the one that a request names.
struct ModelEndpoints: Sendable {
  let store: Store
  let provider: any Provider

  /// When the base models came to be: they have no date of their own.
  private static let origin = 0

  /// Lists the models that can be tuned and those that were tuned here.
  func list(_ request: Request) throws -> Answer {
    let base = (provider.models ?? []).map { Self.json($0.name, created: Self.origin) }
    let tuned = store.jobs().reversed().compactMap { job -> JSON? in
      guard let model = job.model, !model.isDeleted else { return nil }
      return Self.json(tuned: job, named: job.modelName)
    }
    return .json(["object": "list", "data": .array(base + tuned)])
  }

  /// Describes a model.
  func get(_ request: Request) throws -> Answer {
    let name = request.parameter("model")
    if isBaseModel(name) { return .json(Self.json(name, created: Self.origin)) }
    guard let job = store.tunedJob(name) else { throw APIError.unknownModel(name) }
    return .json(Self.json(tuned: job, named: name))
  }

  /// Deletes a tuned model.
  func delete(_ request: Request) throws -> Answer {
    let name = request.parameter("model")
    guard let job = store.tunedJob(name), job.modelName == name else {
      if isBaseModel(name) {
        throw APIError(
          status: 403,
          message: "the base model '\(name)' cannot be deleted",
          param: "model"
        )
      }
      throw APIError.unknownModel(name)
    }
    try store.deleteModel(of: job)
    return .json(["id": .string(name), "object": "model", "deleted": true])
  }

  private func isBaseModel(_ name: String) -> Bool {
    provider.models?.contains { $0.name == name } == true
  }

  private static func json(tuned job: JobRecord, named name: String) -> JSON {
    json(name, created: job.finishedAt ?? job.createdAt)
      .adding("root", .string(job.baseModel)).adding("parent", .string(job.baseModel))
  }

  private static func json(_ name: String, created: Int) -> JSON {
    [
      "id": .string(name), "object": "model", "created": .integer(created),
      "owned_by": .string(ModelName.organization),
    ]
  }

  /// The model to ask.
  ///
  /// - Throws: `APIError` where there is none of the name, or it was never tuned.
  func reference(_ name: String) throws(APIError) -> ModelReference {
    guard let job = store.tunedJob(name), let model = job.model else {
      guard isBaseModel(name) else { throw .unknownModel(name) }
      throw .unknownModel(
        name,
        hint:
          " before it is tuned: its words come from its training file. Ask a tuned model, or the"
          + " same before its first step by adding ':ckpt-step-0' to its name"
      )
    }
    let path = store.folder.weights(of: job.id)
    return ModelReference(
      id: job.modelName,
      baseModel: job.baseModel,
      stage: name == job.modelName ? .tuned : .base,
      files: [
        DataFile(
          name: StateFolder.weightsName,
          path: path,
          digest: model.digest,
          byteCount: model.byteCount
        )
      ]
    )
  }
}
