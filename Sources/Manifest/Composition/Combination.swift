extension Matrix {
  /// One way to choose a value for every path.
  struct Combination: Sendable {
    /// The choices in the order of the paths, outer ones before inner ones.
    var choices: [Choice] = []

    /// The choices as they are shown and as they name steps.
    var values: [Manifest.VariantValue] { choices.map(\.shown) }

    /// A manifest's values with the choices in their places.
    func applied(to base: ResolvedValue) -> ResolvedValue {
      choices.reduce(base) { $0.replacing($1.path, with: $1.value) }
    }
  }
}
