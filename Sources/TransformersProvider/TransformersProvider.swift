package import Providers
internal import System

/// Fine-tunes open-weights models with PyTorch, Transformers and PEFT, in a Python process on this machine.
///
/// A job trains while its result is waited for. Where the process or the machine is stopped, the same job goes
/// on later from its last checkpoint, to the same weights.
package struct TransformersProvider: Provider {
  /// The version of the recipe; raised whenever the same job with the same libraries would give another
  /// model, or the same model another answer.
  package static let revision = 1

  /// The name and the version of the recipe; there is no account.
  package let identity = ProviderIdentity(name: "transformers", revision: Self.revision)

  /// Any model in files will do.
  package let models: [ModelDescription]? = nil

  package let placement = Placement.workerProcess
  package let occupation = Occupation.accelerator
  package let files: any FileService = FilesInPlace()
  package let trainingSection = TrainingKeys.section

  private let workers: WorkerPool
  private let documentLengths: DocumentLengths
  private let jobs = Jobs()
  private let turns = Turns()

  /// - Parameters:
  ///   - variables: The environment variables.
  ///   - pythons: The programs to look for where no manifest names one, the first that is there before others.
  ///   - devices: The numbers of this machine's GPUs; empty where there is none, or it is not known.
  package init(variables: [String: String], pythons: [String], devices: [String]) {
    let pythons = PythonSearch(candidates: pythons)
    workers = WorkerPool(pythons: pythons, variables: variables, devices: devices)
    documentLengths = DocumentLengths(
      pythons: pythons,
      temporaryFolder: variables["TMPDIR"] ?? "/tmp"
    )
  }

  package var fineTuning: any FineTuningService { WorkerTraining(workers: workers, jobs: jobs) }
  package var completions: any CompletionService { WorkerCompletions(workers: workers) }
  package var tokens: (any TokenService)? { WorkerTokens(workers: workers, turns: turns) }
  package var preparation: (any ModelPreparationService)? { WorkerPreparation(workers: workers) }

  package func completions(
    telling onAnswer: @escaping @Sendable (ModelReference, TokenUsage?) -> Void
  ) -> any CompletionService {
    completions
  }

  package func pricing(of model: String) -> Pricing { .free }

  package func tokenOverhead(of model: String) -> TokenOverhead { .none }

  /// The files that stay of a model: an adapter's, those of a whole model, or none.
  package func modelFiles(of parameters: FineTuneParameters) -> [String] {
    ModelFolder.files(keptWeights(of: parameters))
  }

  package func keptWeights(of parameters: FineTuneParameters) -> KeptWeights {
    TrainingKeys.keptWeights(parameters.own)
  }

  package func discard(_ model: ModelReference) throws(ProviderError) {
    let folder = ModelFolder.ofDiscarded(model.trainingKey, below: model.stateFolder)
    do throws(FileSystemError) {
      try FileSystem.removeTree(folder)
    } catch {
      throw .file(path: error.path, problem: "\(error.code)")
    }
  }

  /// The versions of Python and of the libraries; they are asked once in this process.
  package func software(for own: [String: ParameterValue]) -> [String: String] {
    (try? workers.pythons.installation(for: own))?.versions ?? ["python": "absent"]
  }

  package func requirements(
    for own: [String: ParameterValue],
    thoroughly: Bool
  ) -> [Requirement] {
    func requirement(_ finding: String?, _ shortage: Shortage?) -> Requirement {
      Requirement(
        "Python",
        finding: finding,
        problem: shortage?.problem,
        command: shortage?.command
      )
    }
    let python: PythonInstallation
    do throws(Shortage) {
      python = try workers.pythons.installation(for: own)
    } catch {
      return [requirement(nil, error)]
    }
    let version = "\(python.versions["python"] ?? "") at \(python.program)"
    var found = [requirement(version, workers.pythons.shortage(of: python, for: own))]
    guard thoroughly else { return found }
    found += WorkerRequirements.pinned.map { name, tested in
      let version = python.versions[name].map { found in
        // What follows the plus says for which processor it was built.
        found.prefix { $0 != "+" } == tested ? found : "\(found); tested with \(tested)"
      }
      let purpose = WorkerRequirements.purposes[name].map { "absent; needed for \($0)" }
      return Requirement(name, finding: version ?? purpose ?? "absent")
    }
    if python.missing(for: own).isEmpty {
      let device = workers.pythons.device(of: python)
      found.append(
        Requirement(
          "device",
          finding: device,
          problem: device == nil ? "PyTorch cannot be loaded; see what Python says" : nil,
          command: device == nil ? "\(python.program) -c 'import torch'" : nil
        )
      )
    }
    return found
  }

  package func documentLimits(
    ofModels models: [String],
    in folder: String,
    _ own: [String: ParameterValue]
  ) -> [DocumentLimit] {
    models.compactMap { documentLengths.limit(of: $0, in: folder, own) }
  }

  package func unsupportedParameters(
    in parameters: FineTuneParameters
  ) -> [UnsupportedParameter] {
    TrainingKeys.violations(in: parameters)
  }
}

/// Takes files as they are: the worker reads them where they lie.
private struct FilesInPlace: FileService {
  func upload(_ file: DataFile) async throws(ProviderError) -> RemoteFileID {
    RemoteFileID(rawValue: "file-\(file.digest)")
  }

  func has(_ file: RemoteFileID) async throws(ProviderError) -> Bool { true }
}
