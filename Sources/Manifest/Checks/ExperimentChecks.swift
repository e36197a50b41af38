internal import Diagnostics
internal import YAMLBridge

/// Checks the experiments that a matrix makes of a manifest's values.
struct ExperimentChecks {
  /// The manifest's values without those in which an error was found.
  let values: ResolvedValue

  /// What to vary in them.
  let matrix: Matrix

  /// What was written.
  let tree: ComposedTree

  /// The keys that there are.
  let format: ManifestFormat

  /// The path of the manifest, which paths given as options are relative to.
  let manifestPath: String

  /// What knows the files that experiments may use.
  let reader: any ManifestReader

  /// Adds all problems that the experiments have beside those that were found before.
  ///
  /// - Parameters:
  ///   - others: What others than the format have to say.
  ///   - problems: Where problems go.
  func run(with others: [ManifestCheck], into problems: inout DiagnosticList) {
    let base = matrix.unreadPaths.reduce(values) { $0.removing($1) }
    ManifestRules.check(base, matrix, into: &problems)
    let areSmall = matrix.checkSizes(of: base, into: &problems)
    if areSmall { matrix.checkVariants(of: base, butFor: format.immaterialPaths, into: &problems) }
    let rules = ManifestRules.perExperiment(format, isMissing: isMissing)
    let variedPaths = Set(matrix.combinations.flatMap { $0.choices.map(\.path) })
    var checks = ([checkPairsFile] + rules + others)
      .map { CombinationCheck($0, variedPaths: variedPaths) }
    // Variants share most of their problems.
    var seen: Set<Diagnostic> = []
    // Where they are too large, the first shows what most have in common.
    for combination in matrix.combinations.prefix(areSmall ? matrix.combinations.count : 1) {
      guard !problems.isFull else { break }
      var found = DiagnosticList()
      lazy var applied = format.completed(combination.applied(to: base))
      for index in checks.indices {
        checks[index].run(
          on: combination,
          {
            ExperimentValues(applied, asked: $0, origin: usablePairs) { models in
              Manifest.FineTune.folder(ofModels: models, manifestPath: manifestPath)
            }
          },
          into: &found
        )
      }
      for problem in found where seen.insert(problem).inserted { problems.append(problem) }
    }
  }

  /// Whether a value is written nowhere; false where a file that may write it could not be read.
  private func isMissing(_ path: String) -> Bool {
    tree.isWhole
      && !matrix.unreadPaths.contains { KeyPaths.overlap($0, path) }
      && path.split(separator: ".").reduce(tree.root) { $0?[String($1)] } == nil
  }

  /// An experiment may use the file that it names.
  private func checkPairsFile(_ values: ExperimentValues, _ diagnostics: inout DiagnosticList) {
    guard let value = values.value(at: "dataset.pairs") else { return }
    guard var objection = objection(to: pairs(value)) else { return }
    objection.range = value.range
    diagnostics.append(objection)
  }

  /// What a value of `dataset.pairs` says; nil where it is a file that may not be used.
  private func usablePairs(_ value: ResolvedValue) -> Manifest.PairsOrigin? {
    objection(to: pairs(value)) == nil ? pairs(value) : nil
  }

  private func pairs(_ value: ResolvedValue) -> Manifest.PairsOrigin {
    Manifest.PairsOrigin(value, manifestPath: manifestPath)
  }

  private func objection(to pairs: Manifest.PairsOrigin) -> Diagnostic? {
    guard case .file(_, let path) = pairs else { return nil }
    return reader.objection(toFile: path)
  }
}
