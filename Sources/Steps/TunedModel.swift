package import Engine
package import Providers
internal import System

/// A tuned model whose files a workspace keeps, as it can be asked after the run that made it.
package struct TunedModel: Sendable {
  /// The newest run that has it.
  package var run: PastRun

  /// What was tuned, and how; its key tells it from all others.
  package var card: ModelCard

  /// When it was made, in seconds since 1970.
  package var madeAt: Double
  package var reference: ModelReference

  /// Why the untuned model cannot be asked, as the end of a sentence; nil where it can.
  package var untunedProblem: String?

  /// Whether the tuned model is what was added to the untuned one, and cannot be asked without it.
  package var needsUntuned: Bool

  /// The models that a provider has tuned in a workspace's runs, the newest run's first.
  ///
  /// - Parameters:
  ///   - provider: A provider that does not keep its models itself.
  ///   - workspace: The workspace.
  ///   - plan: The plan of a run's manifest; nil where there is none any more.
  /// - Returns: Those whose files are all there, and the steps that made others.
  /// - Throws: `WorkspaceError` where the workspace cannot be read.
  package static func all(
    of provider: any Provider,
    in workspace: Workspace,
    plan: (PastRun) throws(WorkspaceError) -> Plan?
  ) throws(WorkspaceError) -> (models: [TunedModel], forgotten: [StepID]) {
    var left: [Digest: (record: StepRecord, card: ModelCard)] = [:]
    for record in try workspace.records() where record.kind == Kind.fineTune.stepKind {
      guard let artifact = record.artifacts.first(where: { $0.name == .modelCard }),
        let card: ModelCard = try? JSONDocument.decode(
          workspace.path(of: artifact),
          as: "the card of a model"
        ), card.provider == provider.identity.name
      else { continue }
      left[record.key] = (record, card)
    }
    var models: [TunedModel] = []
    for run in left.isEmpty ? [] : try workspace.runs() {
      let steps = try workspace.steps(of: run.id).filter { $0.key.map { left[$0] != nil } ?? false }
      guard !steps.isEmpty, let plan = try plan(run) else { continue }
      for step in steps {
        guard let key = step.key, let found = left[key],
          let details = plan.steps.first(where: { $0.id == step.step })?.details as? FineTuneStep
        else { continue }
        guard var model = try TunedModel(run, found.record, found.card, details, in: workspace)
        else { continue }
        left[key] = nil
        model.needsUntuned = provider.keptWeights(of: details.parameters) == .additions
        models.append(model)
      }
    }
    return (models, left.values.map(\.record.step).sorted { $0.rawValue < $1.rawValue })
  }

  /// The model of a step; nil where not all of its files are there.
  private init?(
    _ run: PastRun,
    _ record: StepRecord,
    _ card: ModelCard,
    _ step: FineTuneStep,
    in workspace: Workspace
  ) throws(WorkspaceError) {
    let own: Set<ArtifactName> = [.modelCard, .modelReceipt, .metrics]
    let files = record.artifacts.filter { !own.contains($0.name) }.map { artifact in
      DataFile(
        name: artifact.name.rawValue,
        path: workspace.path(of: artifact),
        digest: artifact.digest.hexadecimal,
        byteCount: artifact.byteCount
      )
    }
    guard let receipt = record.artifacts.first(where: { $0.name == .modelReceipt }),
      let names: ModelReceipt = try? JSONDocument.decode(
        workspace.path(of: receipt),
        as: "the receipt of a model"
      ), !files.isEmpty, files.allSatisfy({ FileSystem.exists($0.path) })
    else { return nil }
    self.run = run
    self.card = card
    madeAt = record.madeAt
    let base = try Self.baseFiles(of: step, record.key, in: workspace)
    untunedProblem = base.problem
    needsUntuned = false
    reference = ModelReference(
      id: names.id,
      baseModel: names.baseModel,
      stage: .tuned,
      files: files,
      baseFiles: base.files,
      own: step.parameters.own,
      stateFolder: "\(workspace.path)/state"
    )
  }

  /// The untuned model's files as the training has read them, or why they are not to be had.
  private static func baseFiles(
    of step: FineTuneStep,
    _ key: Digest,
    in workspace: Workspace
  ) throws(WorkspaceError) -> (files: [DataFile], problem: String?) {
    let read = try workspace.key(key)
    guard let base = step.baseModel, let read else {
      return ([], "its files are not where they were")
    }
    let places =
      base.made.map { ($0.artifact.rawValue, read.inputs, nil as String?) }
      + base.files.map { ($0.name, read.files, $0.path) }
    var files: [DataFile] = []
    for (name, contents, outside) in places {
      guard let digest = contents.first(where: { $0.name == name })?.digest else {
        return ([], "it has a file '\(name)' that the training has not read")
      }
      let path = outside ?? workspace.store.path(of: digest)
      guard let status = try? FileSystem.status(of: path, followingLinks: true),
        // What lies outside the workspace may have become something else.
        outside == nil || (try? FileSystem.digest(ofFile: path)) == digest
      else { return ([], "its file '\(path)' has changed since, or is gone") }
      files.append(
        DataFile(
          name: name.split(separator: "/").last.map(String.init) ?? name,
          path: path,
          digest: digest.hexadecimal,
          byteCount: status.size
        )
      )
    }
    return (files, nil)
  }
}
