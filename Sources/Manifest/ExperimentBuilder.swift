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

  /// What forbids the use of a file, by its path.
  private var objections: [String: Diagnostic?] = [:]

  /// What others than the format have to say.
  private let checks: [ManifestCheck]

  /// What they have seen.
  private var checked = CheckedCombinations()

  init(
    manifestPath: String,
    reader: any ManifestReader,
    checks: [ManifestCheck],
    problems: DiagnosticList
  ) {
    self.manifestPath = manifestPath
    self.reader = reader
    self.checks = checks
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
    matrix.checkVariants(into: &problems)
    var experiments: [Manifest.Experiment] = []
    let combinations = matrix.combinations
    // Growing to a hundred thousand by doubling would take three times the memory for a moment.
    experiments.reserveCapacity(combinations.count)
    for combination in combinations {
      guard !problems.isFull else { break }
      let resolved = combination.applied(to: base)
      check(resolved, combination)
      guard !problems.hasErrors else { continue }
      experiments.append(
        Manifest.Experiment(
          resolved,
          combination,
          of: base,
          manifestPath: manifestPath,
          sharingWith: experiments.first
        )
      )
    }
    return experiments
  }

  private mutating func check(_ resolved: ResolvedValue, _ combination: Matrix.Combination) {
    var found = DiagnosticList()
    let pairs = pairs(of: resolved, into: &found)
    if checked.isNews(combination) {
      let values = ExperimentValues(resolved: resolved, pairs: pairs, asked: checked.asked)
      for rule in ManifestRules.perExperiment { rule(values, &found) }
      for check in checks { check(values, &found) }
    }
    for problem in found where seen.insert(problem).inserted { problems.append(problem) }
  }

  /// Where an experiment's pairs come from; nil, with an error, where it may not use them.
  private mutating func pairs(
    of resolved: ResolvedValue,
    into diagnostics: inout DiagnosticList
  ) -> Manifest.PairsOrigin? {
    guard let value = resolved.value(at: "dataset.pairs") else { return nil }
    let pairs = Manifest.PairsOrigin(value, manifestPath: manifestPath)
    guard case .file(_, let path) = pairs else { return pairs }
    let known = objections[path]
    let objection = known ?? reader.objection(toFile: path)
    if known == nil { objections.updateValue(objection, forKey: path) }
    guard var objection else { return pairs }
    objection.range = value.range
    diagnostics.append(objection)
    return nil
  }
}
