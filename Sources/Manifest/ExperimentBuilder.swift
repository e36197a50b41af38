internal import Diagnostics

/// Applies a matrix to a manifest's values and checks what comes out of it.
struct ExperimentBuilder {
  /// The path of the manifest, which paths given as options are relative to.
  let manifestPath: String

  let reader: any ManifestReader

  /// What was found before and here.
  private(set) var problems: DiagnosticList

  /// The problems of combinations that are in the list; variants share most of theirs.
  private var seen: Set<Diagnostic> = []

  private var checkedFiles: Set<String> = []

  init(manifestPath: String, reader: any ManifestReader, problems: DiagnosticList) {
    self.manifestPath = manifestPath
    self.reader = reader
    self.problems = problems
  }

  /// The experiments of a manifest; of no meaning where the problems have an error.
  ///
  /// - Parameters:
  ///   - values: The manifest's values without those in which an error was found.
  ///   - matrix: What to vary in them.
  /// - Returns: One experiment for each combination.
  mutating func experiments(_ values: ResolvedValue, _ matrix: Matrix) -> [Manifest.Experiment] {
    let base = matrix.unreadPaths.reduce(values) { $0.removing($1[...]) }
    for rule in ManifestRules.perManifest { rule(base, &problems) }
    ExpectationRules.nameSomethingMeasured(base, matrix, &problems)
    var experiments: [Manifest.Experiment] = []
    for combination in matrix.combinations {
      guard !problems.isFull else { break }
      let resolved = combination.applied(to: base)
      check(resolved)
      guard !problems.hasErrors else { continue }
      experiments.append(
        Manifest.Experiment(resolved, combination, of: base, manifestPath: manifestPath)
      )
    }
    return experiments
  }

  private mutating func check(_ resolved: ResolvedValue) {
    var found = DiagnosticList()
    for rule in ManifestRules.perExperiment { rule(resolved, &found) }
    checkPairsFile(of: resolved, into: &found)
    for problem in found where seen.insert(problem).inserted { problems.append(problem) }
  }

  /// Adds an error where the pairs are in a file that the experiment may not use.
  private mutating func checkPairsFile(
    of resolved: ResolvedValue,
    into diagnostics: inout DiagnosticList
  ) {
    guard
      let pairs = resolved.value(at: "dataset.pairs"),
      case .file(_, let path) = Manifest.PairsOrigin(pairs, manifestPath: manifestPath),
      checkedFiles.insert(path).inserted,
      var objection = reader.objection(toFile: path)
    else { return }
    objection.range = pairs.range
    diagnostics.append(objection)
  }
}
