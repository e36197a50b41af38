import Providers
import System

/// Everything that a server does, and where.
struct RouteTable {
  let queue: JobQueue

  /// Models that were tuned elsewhere.
  var offered: [OfferedModel] = []

  /// All routes with the one of the document that describes them.
  var routes: [Route] {
    let described = files + jobs + legacyJobs + models + oneModel
    let document = OpenAPIDocument.json(described)
    return described + [Route("GET /openapi.json", "This document.") { _ in .json(document) }]
  }

  private var files: [Route] {
    let files = FileEndpoints(store: queue.store)
    return [
      Route("POST /v1/files", "Uploads a file.", files.upload),
      Route("GET /v1/files", "Lists files, the newest first.", files.list),
      Route("GET /v1/files/{file_id}", "Tells what is known of a file.", files.get),
      Route(
        "DELETE /v1/files/{file_id}",
        "Deletes a file; jobs that were made with it keep its content until they end.",
        files.delete
      ),
      Route("GET /v1/files/{file_id}/content", "Hands out a file's content.", files.content),
    ]
  }

  private var jobs: [Route] {
    let jobs = JobEndpoints(queue: queue)
    return [
      Route("POST /v1/fine_tuning/jobs", "Makes a fine-tuning job.", jobs.create),
      Route(
        "GET /v1/fine_tuning/jobs",
        "Lists jobs, the newest first; metadata[KEY]=VALUE keeps those with that pair.",
        jobs.list
      ),
      Route("GET /v1/fine_tuning/jobs/{job_id}", "Tells how a job is.", jobs.get),
      Route("POST /v1/fine_tuning/jobs/{job_id}/cancel", "Ends a job.", jobs.cancel),
      Route(
        "GET /v1/fine_tuning/jobs/{job_id}/events",
        "Lists what happened in a job, the newest first, or streams it from the beginning.",
        jobs.events
      ),
      Route(
        "GET /v1/fine_tuning/jobs/{job_id}/checkpoints",
        "Lists the model before its first step, which can be asked like the tuned one.",
        jobs.checkpoints
      ),
    ]
  }

  private var legacyJobs: [Route] {
    let jobs = LegacyJobEndpoints(queue: queue)
    return [
      Route("POST /v1/fine-tunes", "Makes a fine-tuning job in the older form.", jobs.create),
      Route("GET /v1/fine-tunes", "Lists jobs of the older form, the oldest first.", jobs.list),
      Route("GET /v1/fine-tunes/{fine_tune_id}", "Tells how a job is.", jobs.get),
      Route("POST /v1/fine-tunes/{fine_tune_id}/cancel", "Ends a job.", jobs.cancel),
      Route(
        "GET /v1/fine-tunes/{fine_tune_id}/events",
        "Lists what happened in a job, the oldest first, or streams it.",
        jobs.events
      ),
    ]
  }

  private var modelEndpoints: ModelEndpoints {
    ModelEndpoints(store: queue.store, provider: queue.provider, offered: offered)
  }

  /// What one model answers below an address of its own, where clients need not name it.
  private var oneModel: [Route] {
    let models = modelEndpoints
    let tokens = TokenEndpoints(models: models)
    return [
      Route("GET /models/{model}/v1/models", "Lists the one model of the path.", models.only),
      Route(
        "POST /models/{model}/v1/completions",
        "Continues prompts with the model of the path.",
        CompletionEndpoints(models: models).create
      ),
      Route(
        "POST /models/{model}/v1/chat/completions",
        "Answers a conversation with the model of the path.",
        ChatEndpoints(models: models).create
      ),
      Route("GET /models/{model}/tokenizer_info", "Describes a model's tokens.", tokens.info),
      Route("POST /models/{model}/tokenize", "Turns a text into tokens.", tokens.tokenize),
      Route("POST /models/{model}/detokenize", "Turns tokens into a text.", tokens.detokenize),
    ]
  }

  /// The models, and what they answer.
  private var models: [Route] {
    let models = modelEndpoints
    let completions = CompletionEndpoints(models: models)
    let chats = ChatEndpoints(models: models)
    return [
      Route(
        "GET /v1/models",
        "Lists the models that can be tuned and those that were tuned.",
        models.list
      ),
      Route("GET /v1/models/{model}", "Describes a model.", models.get),
      Route("DELETE /v1/models/{model}", "Deletes a tuned model.", models.delete),
      Route(
        "DELETE /v1/fine-tunes/{model}",
        "Deletes a tuned model, as the older command line client asks for it.",
        models.delete
      ),
      Route("POST /v1/completions", "Continues prompts with a tuned model.", completions.create),
      Route(
        "POST /v1/engines/{engine_id}/completions",
        "The same with the model's name in the path, as the older client can send it.",
        completions.create
      ),
      Route(
        "POST /v1/chat/completions",
        "Answers a conversation with a tuned model.",
        chats.create
      ),
    ]
  }
}
