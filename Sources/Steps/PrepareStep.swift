internal import Engine
internal import Providers
internal import System

/// Makes the files of an untuned model, as by fetching it or from a file in another form.
struct PrepareStep: StepDetails {
  /// The provider's name.
  let provider: String

  /// The model as the manifest writes it.
  let model: String

  /// The values of the provider's own training parameters.
  let own: [String: ParameterValue]

  /// What the model is made of.
  let files: [InputFile]

  func spec(
    id: StepID,
    at provider: any Provider,
    _ preparation: BaseModel.Preparation,
    byteCount: Int?
  ) -> StepSpec {
    var fingerprint = Fingerprint()
    fingerprint.add(provider.identity)
    fingerprint.add(software: provider.software(for: own))
    for (name, value) in preparation.parameters.sorted(by: { $0.key < $1.key }) {
      fingerprint.add(name, value)
    }
    return StepSpec(
      id: id,
      kind: Kind.prepare.stepKind,
      parameters: fingerprint,
      files: files,
      pool: provider.pool,
      resources: provider.resources(disk: byteCount),
      details: self
    )
  }
}

struct PrepareWork: StepWork {
  let providers: KnownProviders

  var kind: StepKind { Kind.prepare.stepKind }

  func run(
    _ step: PrepareStep,
    in context: StepContext
  ) async throws(StepFailure) -> [ArtifactName] {
    let activity = "preparing '\(step.model)'"
    guard let service = try providers.provider(step.provider).preparation else {
      throw StepFailure(activity, .provider("the provider '\(step.provider)' prepares no models"))
    }
    let files = context.dataFiles(step.files)
    let base = try await StepFailure.asking(activity) { () async throws(ProviderError) in
      try await service.prepare(
        ModelPreparation(
          model: step.model,
          own: step.own,
          files: files,
          outputFolder: context.folder,
          stateFolder: context.stateFolder
        )
      ) { event in
        if case .message(let sentence) = event { context.note(sentence) }
      }
    }
    return base.map(ArtifactName.init(rawValue:))
  }
}

/// The files of an untuned model, as inputs of a step; there are none at a provider that has its models
/// itself.
struct BaseModelInput: Codable {
  /// The files that a step has made.
  var made: [StepInput] = []

  /// The files where they lie.
  var files: [InputFile] = []

  /// About how many bytes the weights have once they are numbers of 32 bits; nil where that is not known.
  var byteCount: Int?

  /// Whether the model has no files, since its name says all.
  var isEmpty: Bool { made.isEmpty && files.isEmpty }

  /// The files with the names that they have in the model's folder.
  func dataFiles(in context: StepContext) -> [DataFile] {
    made.map(context.dataFile) + context.dataFiles(files)
  }
}

extension InputFile {
  /// A file of a model; in cache keys it is told from other files by its folder.
  init(_ file: BaseModel.File) {
    self.init(name: "model/\(file.name)", path: file.path)
  }
}

extension StepContext {
  /// Files outside the store that the step declared, under their own names.
  fileprivate func dataFiles(_ files: [InputFile]) -> [DataFile] {
    files.map { input in
      let file = file(input.name)
      return DataFile(
        name: input.name.split(separator: "/").last.map(String.init) ?? input.name,
        path: file.path,
        digest: file.digest.hexadecimal,
        byteCount: ((try? FileSystem.status(of: file.path, followingLinks: true)) ?? nil)?.size ?? 0
      )
    }
  }
}
