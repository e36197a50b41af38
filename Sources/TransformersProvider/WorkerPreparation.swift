import Providers
import System

/// Finds untuned models, and has the worker make their files.
struct WorkerPreparation: ModelPreparationService {
  let workers: WorkerPool

  func baseModel(
    _ name: String,
    in folder: String,
    _ own: [String: ParameterValue]
  ) throws(ProviderError) -> BaseModel {
    switch ModelSource(name, in: folder) {
    case .random(let family):
      guard RandomModel.families.contains(family) else {
        throw .rejected(
          "there is no family '\(family)' of random models; there are "
            + RandomModel.families.joined(separator: ", ")
        )
      }
      return BaseModel()
    case .gguf(let path):
      let status = (try? FileSystem.status(of: path, followingLinks: true)) ?? nil
      return BaseModel(
        files: [BaseModel.File(name: "model.gguf", path: path)],
        preparation: BaseModel.Preparation(parameters: ["from": "gguf"], makes: ModelFolder.files),
        // Most files have about four and a half bits a number.
        byteCount: status.map { $0.size * 7 },
        absence: status?.kind == .regular ? nil : "there is no file '\(path)'"
      )
    case .folder(let path):
      let names = (try? FileSystem.names(in: path)) ?? []
      let parts = names.filter(ModelFolder.isPart).sorted()
      guard parts.contains("config.json") else {
        return BaseModel(
          files: [BaseModel.File(name: "config.json", path: "\(path)/config.json")],
          absence: "'\(path)' is no folder of a model: it has no file 'config.json'"
        )
      }
      guard parts.contains(where: { $0.hasSuffix(".safetensors") }) else {
        throw .rejected(
          "'\(path)' has no weights in safetensors; other forms may hold code and are not read"
        )
      }
      let sizes = parts.filter { $0.hasSuffix(".safetensors") }.compactMap { name in
        ((try? FileSystem.status(of: "\(path)/\(name)", followingLinks: true)) ?? nil)?.size
      }
      return BaseModel(
        files: parts.map { BaseModel.File(name: $0, path: "\(path)/\($0)") },
        // Most models have numbers of 16 bits.
        byteCount: sizes.reduce(0, +) * 2
      )
    case .hub(let name):
      return BaseModel(
        preparation: BaseModel.Preparation(
          parameters: [
            "from": "hub", "name": name, "revision": TrainingKeys.text("revision", own) ?? "main",
          ],
          makes: ModelFolder.files
        )
      )
    }
  }

  func prepare(
    _ request: ModelPreparation,
    onEvent: @escaping @Sendable (FineTuneEvent) -> Void
  ) async throws(ProviderError) -> [String] {
    let isHub = request.files.isEmpty
    guard !isHub || TrainingKeys.boolean("download", request.own) else {
      throw .rejected(
        "'\(request.model)' is a model of the Hugging Face hub, and the manifest does not allow to fetch it: "
          + "set 'fine-tune.download: true', or write './' before the path of a folder"
      )
    }
    let target = "\(request.outputFolder)/model"
    let made = try await workers.withWorker(
      request.own,
      stateFolder: request.stateFolder,
      isOnline: isHub
    ) { (worker, folder) throws(ProviderError) -> MadeFiles in
      if isHub {
        let made: MadeFiles = try await worker.result(
          of: DownloadRequest(
            name: request.model,
            revision: TrainingKeys.text("revision", request.own) ?? "main",
            to: target
          )
        )
        if let commit = made.commit { onEvent(.message("the commit is \(commit)")) }
        return made
      }
      let source = try ModelFolder.make(of: request.files, below: folder)
      return try await worker.result(of: ConvertRequest(from: "\(source)/model.gguf", to: target))
    }
    return try move(ModelFolder.files, of: made, from: target, to: request.outputFolder)
  }
}

/// Takes the files that a step keeps out of a folder that the worker has made.
func move(
  _ names: [String],
  of made: MadeFiles,
  from source: String,
  to target: String
) throws(ProviderError) -> [String] {
  for name in names {
    guard made.files[name] != nil else {
      throw .unreadable("the worker has left no file '\(name)' in '\(source)'")
    }
    do {
      try FileSystem.rename("\(source)/\(name)", to: "\(target)/\(name)")
    } catch {
      throw .file(path: error.path, problem: "\(error.code)")
    }
  }
  return names
}

/// Small models of random weights, for tests and rehearsals.
enum RandomModel {
  static let families = ["gemma3_text", "gpt2", "gpt_neox", "llama", "opt", "qwen2"]
}
