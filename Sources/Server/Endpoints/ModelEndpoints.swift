import Providers
import System

/// Lists, describes and deletes models, and finds the one that a request names.
struct ModelEndpoints: Sendable {
  let store: Store
  let provider: any Provider

  /// Models that were tuned elsewhere.
  let offered: [OfferedModel]

  /// When the base models came to be: they have no date of their own.
  private static let origin = 0

  /// Lists the models that can be tuned and those that were tuned, here or elsewhere.
  func list(_ request: Request) throws -> Answer {
    let base = (provider.models ?? []).map { Self.json($0.name, created: Self.origin) }
    let tuned = store.jobs().reversed().compactMap { job -> JSON? in
      guard let model = job.model, !model.isDeleted else { return nil }
      return Self.json(tuned: job, named: job.modelName)
    }
    let others = offered.flatMap { model in
      [Self.json(model, named: model.name)]
        + (model.hasUntuned ? [Self.json(model, named: model.untunedName)] : [])
    }
    return .json(["object": "list", "data": .array(base + tuned + others)])
  }

  /// Describes a model.
  func get(_ request: Request) throws -> Answer {
    .json(try description(request.parameter("model")))
  }

  /// The model of a path that begins with its name, as the only one of a list.
  func only(_ request: Request) throws -> Answer {
    .json(["object": "list", "data": [try description(request.parameter("model"))]])
  }

  private func description(_ name: String) throws(APIError) -> JSON {
    if isBaseModel(name) { return Self.json(name, created: Self.origin) }
    if let job = store.tunedJob(name) { return Self.json(tuned: job, named: name) }
    guard let (model, _) = offer(name) else { throw unknownModel(name) }
    return Self.json(model, named: name)
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
      guard offer(name) == nil else {
        throw APIError(
          status: 403,
          message: "the model '\(name)' is a workspace's and cannot be deleted here",
          param: "model"
        )
      }
      throw unknownModel(name)
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

  private static func json(_ model: OfferedModel, named name: String) -> JSON {
    let base = JSON.string(model.reference.baseModel)
    return json(name, created: model.created).adding("root", base).adding("parent", base)
  }

  private static func json(_ name: String, created: Int) -> JSON {
    [
      "id": .string(name), "object": "model", "created": .integer(created),
      "owned_by": .string(ModelName.organization),
    ]
  }

  /// The offered model of a name, and how its provider is asked for it.
  private func offer(_ name: String) -> (OfferedModel, ModelReference)? {
    for model in offered {
      if let reference = model.reference(named: name) { return (model, reference) }
    }
    return nil
  }

  private func unknownModel(_ name: String) -> APIError {
    // Models that would have the same name have the beginning of their keys after it.
    let longer = offered.map(\.name).filter { $0.hasPrefix("\(name):") }
    guard !longer.isEmpty else { return .unknownModel(name) }
    return .unknownModel(name, hint: "; there are '\(longer.joined(separator: "', '"))'")
  }

  /// The model to ask.
  ///
  /// - Throws: `APIError` where there is none of the name, or it was never tuned.
  func asked(_ name: String) throws(APIError) -> ServedModel {
    if let job = store.tunedJob(name), let model = job.model {
      return ServedModel(provider: provider, reference: reference(job, model, named: name))
    }
    if let (model, reference) = offer(name) {
      return ServedModel(provider: model.provider, reference: reference)
    }
    guard isBaseModel(name) else { throw unknownModel(name) }
    throw .unknownModel(
      name,
      hint:
        " before it is tuned: its words come from its training file. Ask a tuned model, or the"
        + " same before its first step by adding ':ckpt-step-0' to its name"
    )
  }

  private func reference(
    _ job: JobRecord,
    _ model: JobRecord.Model,
    named name: String
  ) -> ModelReference {
    ModelReference(
      id: job.modelName,
      baseModel: job.baseModel,
      stage: name == job.modelName ? .tuned : .base,
      files: [
        DataFile(
          name: StateFolder.weightsName,
          path: store.folder.weights(of: job.id),
          digest: model.digest,
          byteCount: model.byteCount
        )
      ]
    )
  }
}

/// A model that requests ask.
struct ServedModel: Sendable {
  let provider: any Provider
  let reference: ModelReference

  /// What tells its tokens.
  ///
  /// - Throws: `APIError` where the provider sees none.
  func tokens() throws(APIError) -> any TokenService {
    guard let tokens = provider.tokens else {
      throw .invalid("the models of this provider cannot be asked here", param: "model")
    }
    return tokens
  }
}
