internal import Diagnostics

/// Checks the experiments that a matrix makes of a manifest's values.
struct ExperimentChecks {
  /// The values that all experiments share, without those in which an error was found.
  private let base: ResolvedValue

  private let matrix: Matrix
  private let pairs: PairsFiles
  private let checks: [ManifestCheck]

  /// - Parameters:
  ///   - values: The manifest's values without those in which an error was found.
  ///   - matrix: What to vary in them.
  ///   - manifestPath: The path of the manifest, which paths given as options are relative to.
  ///   - reader: What knows the files that experiments may use.
  ///   - checks: What others than the format have to say.
  init(
    _ values: ResolvedValue,
    _ matrix: Matrix,
    manifestPath: String,
    reader: any ManifestReader,
    checks: [ManifestCheck]
  ) {
    base = matrix.unreadPaths.reduce(values) { $0.removing($1[...]) }
    self.matrix = matrix
    let pairs = PairsFiles(manifestPath: manifestPath, reader: reader)
    self.pairs = pairs
    self.checks = [pairs.check] + ManifestRules.perExperiment + checks
  }

  /// Adds all problems that the experiments have beside those that were found before.
  func run(into problems: inout DiagnosticList) {
    for rule in ManifestRules.perManifest { rule(base, &problems) }
    ExpectationRules.nameSomethingMeasured(base, matrix, &problems)
    let areShort = matrix.checkItems(of: base, into: &problems)
    if areShort { matrix.checkVariants(into: &problems) }
    var open = checks.map { CombinationCheck($0, matrix.table, of: base) }
    // Variants share most of their problems.
    var seen: Set<Diagnostic> = []
    // Where there are too many, the first shows what most have in common.
    for combination in matrix.combinations.prefix(areShort ? matrix.table.count : 1) {
      guard !problems.isFull, !open.isEmpty else { break }
      var found = DiagnosticList()
      for index in open.indices {
        open[index].run(on: combination, { values(combination, $0) }, into: &found)
      }
      open.removeAll(where: \.isDone)
      for problem in found where seen.insert(problem).inserted { problems.append(problem) }
    }
  }

  private func values(
    _ combination: Matrix.Combination,
    _ asked: AskedPaths
  ) -> ExperimentValues {
    ExperimentValues(combination, asked: asked, origin: pairs.usable)
  }
}
