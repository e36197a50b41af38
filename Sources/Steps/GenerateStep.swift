internal import Engine
internal import Manifest

/// Makes a dataset's files from its pairs.
struct GenerateStep: Step {
  /// The name under which the key counts the pairs file.
  static let pairsFile = "pairs"

  let id: StepID
  let parameters: DatasetParameters
  let pairs: Manifest.PairsOrigin

  var kind: StepKind { Kind.generate.stepKind }
  var version: Int { DatasetWriter.generatorVersion }
  var pool: PoolName { .files }
  var inputs: [StepInput] { [] }

  var files: [InputFile] {
    switch pairs {
    case .builtin: []
    case .file(_, let path): [InputFile(name: Self.pairsFile, path: path)]
    }
  }

  func describe(into fingerprint: inout Fingerprint) {
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
    let source = try pairs.source(seed: parameters.seed, scratchFolder: folder)
    let writer = try DatasetWriter(parameters: parameters, source: source)
    _ = try writer.write(toFolder: folder, isCancelled: isCancelled)
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
