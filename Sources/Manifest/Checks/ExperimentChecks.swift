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
    let areSmall = matrix.checkSizes(of: base, into: &problems)
    if areSmall { matrix.checkVariants(of: base, into: &problems) }
    var checks = checks.map(CombinationCheck.init)
    // Variants share most of their problems.
    var seen: Set<Diagnostic> = []
    // Where they are too large, the first shows what most have in common.
    for combination in matrix.combinations.prefix(areSmall ? matrix.combinations.count : 1) {
      guard !problems.isFull else { break }
      var found = DiagnosticList()
      var applied: ResolvedValue?
      for index in checks.indices {
        checks[index].run(
          on: combination,
          { asked in
            let values = applied ?? combination.applied(to: base)
            applied = values
            return ExperimentValues(values, asked: asked, origin: pairs.usable)
          },
          into: &found
        )
      }
      for problem in found where seen.insert(problem).inserted { problems.append(problem) }
    }
  }
}
