import Providers

/// Everything that a server does, and where.
struct RouteTable {
  let queue: JobQueue

  private static let fileID = Route.Parameter(
    name: "file_id",
    meaning: "The file's id.",
    isInPath: true
  )
  private static let jobID = Route.Parameter(
    name: "job_id",
    meaning: "The job's id.",
    isInPath: true
  )
  private static let fineTuneID = Route.Parameter(
    name: "fine_tune_id",
    meaning: "The job's id.",
    isInPath: true
  )
  private static let model = Route.Parameter(
    name: "model",
    meaning: "The model's name.",
    isInPath: true
  )
  private static let limit = Route.Parameter(
    name: "limit",
    meaning: "The most items of the page.",
    schema: ["type": "integer", "minimum": 1]
  )
  private static let after = Route.Parameter(
    name: "after",
    meaning: "The id of the item before the page."
  )
  private static let stream = Route.Parameter(
    name: "stream",
    meaning: "Whether events come as they happen, until the job ends.",
    schema: ["type": "string", "enum": ["true", "false"]]
  )

  /// All routes with the one of the document that describes them.
  var routes: [Route] {
    let described = files + jobs + legacyJobs + models + answers
    let document = OpenAPIDocument.json(described)
    return described + [
      Route(
        method: "GET",
        pattern: "/openapi.json",
        operation: "getOpenAPI",
        summary: "This document.",
        response: .json("Anything")
      ) { _ in .json(document) }
    ]
  }

  private var files: [Route] {
    let files = FileEndpoints(store: queue.store)
    return [
      Route(
        method: "POST",
        pattern: "/v1/files",
        operation: "createFile",
        summary: "Uploads a file.",
        request: .multipart("CreateFile"),
        response: .json("File")
      ) { try await files.upload($0) },
      Route(
        method: "GET",
        pattern: "/v1/files",
        operation: "listFiles",
        summary: "Lists files, the newest first.",
        parameters: [
          .init(name: "purpose", meaning: "Only files of this purpose."), Self.limit, Self.after,
          .init(
            name: "order",
            meaning: "By the time of the upload.",
            schema: ["type": "string", "enum": ["asc", "desc"]]
          ),
        ],
        response: .json("FileList")
      ) { try files.list($0) },
      Route(
        method: "GET",
        pattern: "/v1/files/{file_id}",
        operation: "retrieveFile",
        summary: "Tells what is known of a file.",
        parameters: [Self.fileID],
        response: .json("File")
      ) { try files.get($0) },
      Route(
        method: "DELETE",
        pattern: "/v1/files/{file_id}",
        operation: "deleteFile",
        summary: "Deletes a file; jobs that were made with it keep its content until they end.",
        parameters: [Self.fileID],
        response: .json("Deleted")
      ) { try files.delete($0) },
      Route(
        method: "GET",
        pattern: "/v1/files/{file_id}/content",
        operation: "downloadFile",
        summary: "Hands out a file's content.",
        parameters: [Self.fileID],
        response: .bytes
      ) { try files.content($0) },
    ]
  }

  private var jobs: [Route] {
    let jobs = JobEndpoints(queue: queue)
    return [
      Route(
        method: "POST",
        pattern: "/v1/fine_tuning/jobs",
        operation: "createFineTuningJob",
        summary: "Makes a fine-tuning job.",
        request: .json("CreateFineTuningJob"),
        response: .json("FineTuningJob")
      ) { try await jobs.create($0) },
      Route(
        method: "GET",
        pattern: "/v1/fine_tuning/jobs",
        operation: "listPaginatedFineTuningJobs",
        summary: "Lists jobs, the newest first; metadata[KEY]=VALUE keeps those with that pair.",
        parameters: [Self.limit, Self.after],
        response: .json("FineTuningJobList")
      ) { try jobs.list($0) },
      Route(
        method: "GET",
        pattern: "/v1/fine_tuning/jobs/{job_id}",
        operation: "retrieveFineTuningJob",
        summary: "Tells how a job is.",
        parameters: [Self.jobID],
        response: .json("FineTuningJob")
      ) { try jobs.get($0) },
      Route(
        method: "POST",
        pattern: "/v1/fine_tuning/jobs/{job_id}/cancel",
        operation: "cancelFineTuningJob",
        summary: "Ends a job.",
        parameters: [Self.jobID],
        response: .json("FineTuningJob")
      ) { try jobs.cancel($0) },
      Route(
        method: "GET",
        pattern: "/v1/fine_tuning/jobs/{job_id}/events",
        operation: "listFineTuningEvents",
        summary:
          "Lists what happened in a job, the newest first, or streams it from the beginning.",
        parameters: [Self.jobID, Self.limit, Self.after, Self.stream],
        response: .events("FineTuningEventList")
      ) { try jobs.events($0) },
      Route(
        method: "GET",
        pattern: "/v1/fine_tuning/jobs/{job_id}/checkpoints",
        operation: "listFineTuningJobCheckpoints",
        summary: "Lists the model before its first step, which can be asked like the tuned one.",
        parameters: [Self.jobID, Self.limit, Self.after],
        response: .json("FineTuningCheckpointList")
      ) { try jobs.checkpoints($0) },
    ]
  }

  private var legacyJobs: [Route] {
    let jobs = LegacyEndpoints(queue: queue)
    let models = ModelEndpoints(store: queue.store, provider: queue.provider)
    return [
      Route(
        method: "POST",
        pattern: "/v1/fine-tunes",
        operation: "createFineTune",
        summary: "Makes a fine-tuning job in the older form.",
        request: .json("CreateFineTune"),
        response: .json("FineTune")
      ) { try await jobs.create($0) },
      Route(
        method: "GET",
        pattern: "/v1/fine-tunes",
        operation: "listFineTunes",
        summary: "Lists jobs of the older form, the oldest first.",
        response: .json("FineTuneList")
      ) { try jobs.list($0) },
      Route(
        method: "GET",
        pattern: "/v1/fine-tunes/{fine_tune_id}",
        operation: "retrieveFineTune",
        summary: "Tells how a job is.",
        parameters: [Self.fineTuneID],
        response: .json("FineTune")
      ) { try jobs.get($0) },
      Route(
        method: "POST",
        pattern: "/v1/fine-tunes/{fine_tune_id}/cancel",
        operation: "cancelFineTune",
        summary: "Ends a job.",
        parameters: [Self.fineTuneID],
        response: .json("FineTune")
      ) { try jobs.cancel($0) },
      Route(
        method: "GET",
        pattern: "/v1/fine-tunes/{fine_tune_id}/events",
        operation: "listFineTuneEvents",
        summary: "Lists what happened in a job, the oldest first, or streams it.",
        parameters: [Self.fineTuneID, Self.stream],
        response: .events("FineTuneEventList")
      ) { try jobs.events($0) },
      Route(
        method: "DELETE",
        pattern: "/v1/fine-tunes/{model}",
        operation: "deleteFineTune",
        summary: "Deletes a tuned model, as the older command line client asks for it.",
        parameters: [Self.model],
        response: .json("Deleted")
      ) { try models.delete($0) },
    ]
  }

  private var models: [Route] {
    let models = ModelEndpoints(store: queue.store, provider: queue.provider)
    return [
      Route(
        method: "GET",
        pattern: "/v1/models",
        operation: "listModels",
        summary: "Lists the models that can be tuned and those that were tuned here.",
        response: .json("ModelList")
      ) { try models.list($0) },
      Route(
        method: "GET",
        pattern: "/v1/models/{model}",
        operation: "retrieveModel",
        summary: "Describes a model.",
        parameters: [Self.model],
        response: .json("Model")
      ) { try models.get($0) },
      Route(
        method: "DELETE",
        pattern: "/v1/models/{model}",
        operation: "deleteModel",
        summary: "Deletes a tuned model.",
        parameters: [Self.model],
        response: .json("Deleted")
      ) { try models.delete($0) },
    ]
  }

  private var answers: [Route] {
    let models = ModelEndpoints(store: queue.store, provider: queue.provider)
    let completions = CompletionEndpoints(models: models)
    let chats = ChatEndpoints(models: models)
    return [
      Route(
        method: "POST",
        pattern: "/v1/completions",
        operation: "createCompletion",
        summary: "Continues prompts with a tuned model.",
        request: .json("CreateCompletion"),
        response: .events("Completion")
      ) { try await completions.create($0) },
      Route(
        method: "POST",
        pattern: "/v1/engines/{engine_id}/completions",
        operation: "createEngineCompletion",
        summary: "The same with the model's name in the path, as the older client can send it.",
        parameters: [.init(name: "engine_id", meaning: "The model's name.", isInPath: true)],
        request: .json("CreateEngineCompletion"),
        response: .events("Completion")
      ) { try await completions.create($0) },
      Route(
        method: "POST",
        pattern: "/v1/chat/completions",
        operation: "createChatCompletion",
        summary: "Answers a conversation with a tuned model.",
        request: .json("CreateChatCompletion"),
        response: .events("ChatCompletion")
      ) { try await chats.create($0) },
    ]
  }
}
