extension Manifest.Experiment {
  /// The sections that a matrix can vary, by the paths that these have in the manifest.
  private enum Section: String, CaseIterable {
    case dataset
    case fineTune = "fine-tune"
    case evaluate
  }

  /// The experiments of a manifest, one for each combination of its matrix.
  ///
  /// - Parameters:
  ///   - combinations: The combinations.
  ///   - base: The values without them, accepted with each of them by all rules.
  ///   - format: The keys that there are.
  ///   - manifestPath: The path of the manifest, which paths given as options are relative to.
  ///   - expecting: The data that published values are of, as the manifest that writes them describes
  ///     it; nil where there are none, or it has no dataset that can be read.
  /// - Returns: The experiments in the order of the combinations.
  static func all(
    _ combinations: [Matrix.Combination],
    of base: ResolvedValue,
    _ format: ManifestFormat,
    manifestPath: String,
    expecting: Manifest.Dataset?
  ) -> [Manifest.Experiment] {
    guard let first = combinations.first else { return [] }
    let model = Manifest.Experiment(first, of: base, format, manifestPath: manifestPath)
    let paths = Set(combinations.flatMap { $0.choices.map(\.path) })
    let varied = Section.allCases.filter { section in
      paths.contains { KeyPaths.overlap(section.rawValue, $0) }
    }
    return combinations.map { combination in
      // What the matrix does not vary is the same in all, and in memory once.
      var experiment = model
      experiment.combination = combination
      let values = experiment.resolved
      for section in varied {
        let value = values.required(section.rawValue)
        switch section {
        case .dataset:
          experiment.dataset = Manifest.Dataset(value, manifestPath: manifestPath)
        case .fineTune:
          experiment.fineTune = Manifest.FineTune(value, manifestPath: manifestPath)
        case .evaluate: experiment.evaluate = Manifest.Evaluate(value)
        }
      }
      experiment.hasPublishedData = expecting == nil || experiment.dataset == expecting
      return experiment
    }
  }

  /// The same experiment with its pairs read at another place.
  ///
  /// - Parameter places: Where to read pairs files, by the paths that manifests lead to.
  /// - Returns: The experiment.
  package func readingPairs(at places: [String: String]) -> Manifest.Experiment {
    var result = self
    result.dataset.pairs = dataset.pairs.relocated(places)
    return result
  }
}

extension Manifest.PairsOrigin {
  /// The same pairs, read where their content is.
  ///
  /// - Parameter places: Where the content of files is that manifests name, by the names' paths.
  /// - Returns: The pairs, as they are where their file is not among these.
  package func relocated(_ places: [String: String]) -> Manifest.PairsOrigin {
    guard case .file(let written, let path) = self, let place = places[path] else { return self }
    return .file(written: written, path: place)
  }
}
