package import Diagnostics
internal import YAMLBridge

extension Manifest {
  /// Reads a manifest: text to nodes, nodes to one composed tree, tree to values, values checked.
  ///
  /// All problems are added to `diagnostics`; the result is nil exactly when one is an error.
  ///
  /// - Parameters:
  ///   - path: The manifest's path, as messages show it.
  ///   - overrides: Options of the form `key.path=value`, applied in order.
  ///   - reader: What opens the manifest and those that it extends.
  ///   - diagnostics: Where problems go.
  /// - Returns: The manifest, or nil where it has an error.
  package static func load(
    path: String,
    overrides: [String] = [],
    reader: any ManifestReader,
    into diagnostics: inout DiagnosticList
  ) -> Manifest? {
    let composition = ManifestComposition(reader: reader)
    guard let tree = composition.tree(path: path, overrides: overrides, into: &diagnostics) else {
      return nil
    }
    let matrix = Matrix(of: tree, into: &diagnostics)
    let base = SchemaReader.resolvedManifest(tree, into: &diagnostics)
    guard let base, let matrix, !diagnostics.hasErrors else { return nil }
    var experiments: [Experiment] = []
    for combination in matrix.combinations {
      // Variants share most values, so their problems are mostly the same one.
      var problems = DiagnosticList()
      let variant = combination.applied(to: tree)
      if let resolved = SchemaReader.resolvedManifest(variant, into: &problems) {
        for rule in ManifestRules.all {
          rule(resolved, &problems)
        }
        if !problems.hasErrors {
          let experiment = Experiment(resolved, variant: combination.values, manifestPath: path)
          experiment.checkPairsFile(with: reader, into: &problems)
          experiments.append(experiment)
        }
      }
      diagnostics.appendNew(problems)
    }
    guard !diagnostics.hasErrors else { return nil }
    return Manifest(
      name: base.required("name").string,
      description: base["description"]?.string,
      experiments: experiments,
      resolved: base.adding(matrix.resolved, forKey: "matrix")
    )
  }
}

extension Manifest.Experiment {
  /// Adds an error where the pairs are in a file that the experiment may not use.
  fileprivate func checkPairsFile(
    with reader: any ManifestReader,
    into diagnostics: inout DiagnosticList
  ) {
    guard
      case .file(_, let path) = dataset.pairs, var objection = reader.objection(toFile: path)
    else { return }
    objection.range = resolved.value(at: "dataset.pairs")?.range
    diagnostics.append(objection)
  }
}

extension DiagnosticList {
  /// Adds the diagnostics that are not in the list yet.
  fileprivate mutating func appendNew(_ others: DiagnosticList) {
    for diagnostic in others where !contains(diagnostic) {
      append(diagnostic)
    }
  }
}
