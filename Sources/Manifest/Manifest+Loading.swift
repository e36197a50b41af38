package import Diagnostics
internal import YAMLBridge

extension Manifest {
  /// Reads a manifest: text to nodes, nodes to one composed tree, tree to values, values checked.
  ///
  /// All problems are added to `diagnostics`, each once and in the order of the files; no stage
  /// hides what a later one can still find. The result is nil exactly when one is an error.
  ///
  /// - Parameters:
  ///   - path: The manifest's path, as messages show it.
  ///   - overrides: Options of the form `key.path=value`, applied in order.
  ///   - format: The keys that there are.
  ///   - reader: What opens the manifest and those that it extends.
  ///   - checks: What every experiment must pass beside the format's own rules.
  ///   - diagnostics: Where problems go.
  /// - Returns: The manifest, or nil where it has an error.
  package static func load(
    path: String,
    overrides: [String] = [],
    format: ManifestFormat = .standard,
    reader: any ManifestReader,
    checks: [ManifestCheck] = [],
    into diagnostics: inout DiagnosticList
  ) -> Manifest? {
    var composition = ManifestComposition(reader: reader, format: format)
    let tree = composition.tree(path: path, overrides: overrides)
    var problems = composition.diagnostics
    let matrix = Matrix(of: tree.root, format, into: &problems)
    matrix.checkOptions(tree.options, into: &problems)
    let values = SchemaReader(isWhole: tree.isWhole, format: format)
      .manifest(tree.root, into: &problems)
    ExperimentChecks(
      values: values,
      matrix: matrix,
      tree: tree,
      format: format,
      manifestPath: path,
      reader: reader
    )
    .run(with: checks, into: &problems)
    diagnostics.append(contentsOf: problems.limited(of: path))
    guard !problems.hasErrors else { return nil }
    let expecting = tree.expecting.flatMap { root in
      // What is wrong with it was told where it was read as a part of the manifest.
      var known = DiagnosticList()
      return SchemaReader(isWhole: true, format: format).manifest(root, into: &known)["dataset"]
    }
    return Manifest(
      name: values.required("name").string,
      description: values["description"]?.string,
      budget: values["budget"]?.number,
      experiments: Experiment.all(
        matrix.combinations,
        of: values,
        format,
        manifestPath: path,
        expecting: expecting.map { Dataset($0, manifestPath: path) }
      ),
      resolved: PrintedValues.of(values, matrix, format).adding(matrix.resolved, forKey: "matrix"),
      path: path,
      values: values,
      matrix: matrix,
      format: format
    )
  }
}
