/// Experiments of a manifest and what becomes of them with a value of another manifest.
package struct Substitution: Sendable {
  package var before: [Manifest.Experiment]
  package var after: [Manifest.Experiment]
}

extension Manifest {
  /// What would be another experiment if this manifest took one value from another manifest.
  ///
  /// For a key there is one substitution for each experiment; for what a matrix varies there is one
  /// in all, of the experiments that try its values with the first values of everything else. The
  /// rules of the format are not asked, since the value may need its companions to pass them.
  package func substitutions(
    of subject: ManifestDifference.Subject,
    from other: Manifest
  ) -> [Substitution] {
    switch subject {
    case .key(let path):
      let changed = other.values.value(at: path).map { values.replacing(path, with: $0) }
      let base = changed ?? values.removing(path)
      return matrix.combinations.map { combination in
        Substitution(
          before: [experiment(combination, of: values)],
          after: [experiment(combination, of: base)]
        )
      }
    case .axis(let path):
      let others = matrix.firstChoices
      return [
        Substitution(
          before: experiments(others.taking(path, from: matrix)),
          after: experiments(others.taking(path, from: other.matrix))
        )
      ]
    }
  }

  /// The values that tell experiments apart, for each experiment in its order.
  ///
  /// - Parameter paths: The key paths that count, whether this manifest varies them or not.
  /// - Returns: For each experiment the value at each path that it has a value at.
  package func identities(at paths: [String]) -> [[VariantValue]] {
    experiments.map { experiment in
      let resolved = paths.isEmpty ? nil : experiment.resolved
      return paths.compactMap { path in
        resolved?.value(at: path).map { VariantValue(path: path, value: $0.flow) }
      }
    }
  }

  /// The key paths that the matrix varies, in order.
  package var variedPaths: [String] { matrix.axes.map(\.path) }

  private func experiments(_ matrix: Matrix) -> [Experiment] {
    matrix.combinations.map { experiment($0, of: values) }
  }

  private func experiment(_ combination: Matrix.Combination, of base: ResolvedValue) -> Experiment {
    Experiment(combination, of: base, format, manifestPath: path)
  }
}

extension Matrix {
  /// The axis of a key path; nil where the matrix does not vary it.
  func axis(_ path: String) -> Axis? { axes.first { $0.path == path } }

  /// The matrix with the first value of every axis alone.
  fileprivate var firstChoices: Matrix {
    replacingAxes(
      axes.map { axis in
        var axis = axis
        axis.choices = Array(axis.choices.prefix(1))
        return axis
      }
    )
  }

  /// The matrix with another one's axis for a key path in place of its own.
  fileprivate func taking(_ path: String, from other: Matrix) -> Matrix {
    replacingAxes(axes.filter { $0.path != path } + (other.axis(path).map { [$0] } ?? []))
  }
}
