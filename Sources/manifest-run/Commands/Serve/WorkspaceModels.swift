import Diagnostics
import Engine
import Manifest
import Providers
import Server
import Steps
import System

/// The tuned open-weights models of a workspace, under the names by which a server offers them.
struct WorkspaceModels {
  /// Those that can be asked.
  let offered: [OfferedModel]

  /// Which cannot, and why: a sentence for each.
  let problems: [String]

  /// The models that a workspace has now.
  ///
  /// - Throws: `WorkspaceError` where it cannot be read.
  init(
    of workspace: Workspace,
    root: String,
    in environment: ProgramEnvironment
  ) throws(WorkspaceError) {
    let provider = environment.openWeights
    let (found, forgotten) = try TunedModel.all(
      of: provider,
      in: workspace
    ) { run throws(WorkspaceError) in
      try RecordedManifest(of: run, in: workspace, root: root)
        .plan(of: provider, in: environment)
    }
    let counts = Dictionary(found.map { (Self.name($0), 1) }, uniquingKeysWith: +)
    var offered: [OfferedModel] = []
    var problems = forgotten.map { step in
      "what '\(step)' has tuned is not offered: its files were not kept or are gone, or no run has its manifest "
        + "any more; run the manifest again"
    }
    for model in found {
      let short = Self.name(model)
      // Trainings that differ otherwise would have one name.
      let name = counts[short] == 1 ? short : "\(short):\(model.card.key.prefix(12))"
      if let problem = model.untunedProblem {
        let what = model.needsUntuned ? name : "\(name):ckpt-step-0"
        problems.append("'\(what)' is not offered: '\(model.card.baseModel)': \(problem)")
        if model.needsUntuned { continue }
      }
      offered.append(
        OfferedModel(
          name: name,
          created: Int(model.madeAt),
          reference: model.reference,
          hasUntuned: model.untunedProblem == nil,
          provider: provider
        )
      )
    }
    self.offered = offered
    self.problems = problems
  }

  /// `EXPERIMENT:MODEL:seed-N`, of letters that need no quoting in shells and addresses.
  static func name(_ model: TunedModel) -> String {
    let file = model.card.baseModel.split(separator: "/").last.map(String.init) ?? ""
    let base = file.hasSuffix(".gguf") ? String(file.dropLast(5)) : file
    return "\(model.run.manifestName):\(base):seed-\(model.card.seed)".map { letter -> String in
      let isPlain = letter.isASCII && (letter.isLetter || letter.isNumber)
      return isPlain || "-._:".contains(letter) ? String(letter) : "-"
    }.joined()
  }
}

extension RecordedManifest {
  /// The trainings of its run by a provider; nil where a manifest is written otherwise today.
  fileprivate func plan(of provider: any Provider, in environment: ProgramEnvironment) -> Plan? {
    var diagnostics = DiagnosticList()
    let planner = environment.planner()
    guard
      var manifest = Manifest.load(
        path: path,
        format: planner.format,
        reader: self,
        into: &diagnostics
      )
    else { return nil }
    // The services of others may not be set up any more.
    manifest.experiments.removeAll { $0.fineTune.provider != provider.identity.name }
    return planner.plan(ofChecked: manifest, until: .fineTune)
  }
}
