internal import Engine
internal import Manifest
internal import Report

/// Makes a dataset's files from its pairs.
struct GenerateStep: Codable {
  /// The name under which the key counts the pairs file.
  static let pairsFile = "pairs"

  let parameters: DatasetParameters
  let pairs: Manifest.PairsOrigin

  func spec(id: StepID) -> StepSpec {
    StepSpec(
      id: id,
      kind: Kind.generate.stepKind,
      version: DatasetWriter.generatorVersion,
      parameters: fingerprint,
      files: files,
      pool: .files,
      details: GenerateDetails.dataset(self)
    )
  }

  private var files: [InputFile] {
    switch pairs {
    case .builtin: []
    case .file(_, let path): [InputFile(name: Self.pairsFile, path: path)]
    }
  }

  private var fingerprint: Fingerprint {
    var fingerprint = Fingerprint()
    switch pairs {
    case .builtin:
      fingerprint.add("pairs", "builtin")
      fingerprint.add("pairs-version", BuiltinPairs.version)
    case .file(_, let path):
      // The format decides how the bytes are read; the name itself changes nothing.
      fingerprint.add("pairs", "file")
      fingerprint.add("pairs-format", path.split(separator: ".").last.map(String.init) ?? "")
    }
    fingerprint.add("seed", Int(parameters.seed))
    fingerprint.add("realized", parameters.realized)
    fingerprint.add("unrealized", parameters.unrealized)
    // What a dataset does not use is in no key, so that older datasets keep theirs.
    if !parameters.personas.isEmpty { fingerprint.add("personas", parameters.personas) }
    if parameters.guidanceSplits != DatasetParameters.allSplits {
      fingerprint.add("guidance.splits", parameters.guidanceSplits.map(\.rawValue).sorted())
    }
    if parameters.guidanceAnswers != .own {
      fingerprint.add("guidance.answers", parameters.guidanceAnswers.rawValue)
    }
    fingerprint.add("guidance.phrasings", parameters.phrasings)
    fingerprint.add(
      "guidance.pairs-per-document",
      [parameters.pairsPerDocument.lowerBound, parameters.pairsPerDocument.upperBound]
    )
    fingerprint.add("guidance.repeats", parameters.guidanceRepeats)
    fingerprint.add("examples.template", parameters.exampleTemplate)
    fingerprint.add("examples.repeats", parameters.exampleRepeats)
    fingerprint.add("layout", parameters.layout.rawValue)
    fingerprint.add("order", parameters.order.rawValue)
    return fingerprint
  }

  func run(in context: StepContext) async throws(StepFailure) -> [ArtifactName] {
    context.report(
      StepProgress(
        fraction: nil,
        detail: "\(Decimals.grouped(parameters.realized)) realized and "
          + "\(Decimals.grouped(parameters.unrealized)) unrealized pairs"
      )
    )
    let outcome = await BlockingWork.result { [folder = context.folder] isCancelled in
      Result { () throws(DatasetError) in try generate(in: folder, isCancelled: isCancelled) }
    }
    if case .failure(let error) = outcome { throw StepFailure(error) }
    return [.trainingFile, .validationFile] + parameters.splits.map(\.fileName) + [.datasetCard]
  }

  private func generate(
    in folder: String,
    isCancelled: @escaping () -> Bool
  ) throws(DatasetError) {
    let source = try pairs.source(seed: parameters.seed)
    let writer = try DatasetWriter(parameters: parameters, source: source)
    _ = try writer.write(toFolder: folder, isCancelled: isCancelled)
  }
}

/// What is made by a step of the kind `generate`.
enum GenerateDetails: StepDetails {
  case dataset(GenerateStep)

  /// A dataset's files, laid out for models that take conversations.
  case chat(ChatLayoutStep)
}

struct GenerateWork: StepWork {
  var kind: StepKind { Kind.generate.stepKind }

  func run(
    _ step: GenerateDetails,
    in context: StepContext
  ) async throws(StepFailure) -> [ArtifactName] {
    switch step {
    case .dataset(let step): try await step.run(in: context)
    case .chat(let step): try await step.run(in: context)
    }
  }
}

extension ArtifactName {
  static let trainingFile = ArtifactName(rawValue: DatasetFileName.train.rawValue)
  static let validationFile = ArtifactName(rawValue: DatasetFileName.validation.rawValue)
  static let datasetCard = ArtifactName(rawValue: DatasetFileName.card.rawValue)
}

extension Manifest.Split {
  /// The file of the split's questions.
  var fileName: ArtifactName { ArtifactName(rawValue: DatasetFileName(self).rawValue) }
}
