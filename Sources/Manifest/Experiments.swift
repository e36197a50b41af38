extension Manifest {
  /// The experiments of a manifest: one for each combination of its matrix, or the only one.
  ///
  /// There may be a hundred thousand, so each is made when it is asked for and none is kept.
  package struct Experiments: RandomAccessCollection, Sendable {
    private let table: CombinationTable

    /// The values that all experiments share.
    private let base: ResolvedValue

    private let manifestPath: String

    /// The first one; what the matrix does not vary is taken from it.
    private let first: Experiment?

    /// The sections of the format in which the matrix varies something.
    private let varied: Set<Section>

    /// The data that published values are of; nil where there are none, or their manifest has no dataset
    /// that can be read.
    private let published: Dataset?

    /// Where pairs files are read that are not read at their own paths, by these.
    private var places: [String: String] = [:]

    /// The sections that a matrix can vary, by the paths that these have in the manifest.
    private enum Section: String, CaseIterable {
      case dataset
      case fineTune = "fine-tune"
      case evaluate
    }

    /// - Parameters:
    ///   - table: The combinations.
    ///   - base: The values without them, accepted with each of them by all rules.
    ///   - manifestPath: The path of the manifest, which paths given as options are relative to.
    ///   - expecting: The dataset of the manifest that writes the published values, without its matrix.
    init(
      _ table: CombinationTable,
      of base: ResolvedValue,
      manifestPath: String,
      expecting: ResolvedValue?
    ) {
      self.table = table
      self.base = base
      self.manifestPath = manifestPath
      published = expecting.map { Dataset($0, manifestPath: manifestPath) }
      first = table.combinations.first.map {
        Experiment($0, of: base, manifestPath: manifestPath)
      }
      varied = Set(
        Section.allCases.filter { section in
          table.paths.contains { KeyPath.isOneOnTheWay(to: section.rawValue, $0) }
        }
      )
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { table.count }

    package subscript(position: Int) -> Experiment {
      guard var experiment = first, indices.contains(position) else {
        preconditionFailure("there is no experiment \(position)")
      }
      experiment.combination = Matrix.Combination(table: table, number: position)
      let values = varied.isEmpty ? base : experiment.resolved
      for section in varied {
        let value = values.required(section.rawValue)
        switch section {
        case .dataset: experiment.dataset = Dataset(value, manifestPath: manifestPath)
        case .fineTune: experiment.fineTune = FineTune(value)
        case .evaluate: experiment.evaluate = Evaluate(value)
        }
      }
      experiment.hasPublishedData = published == nil || experiment.dataset == published
      if !places.isEmpty {
        experiment.dataset.pairs = experiment.dataset.pairs.relocated(places)
      }
      return experiment
    }

    /// The same experiments with their pairs read at other places.
    ///
    /// - Parameter places: Where to read pairs files, by the paths that manifests lead to.
    /// - Returns: The experiments.
    package func readingPairs(at places: [String: String]) -> Experiments {
      var result = self
      result.places = places
      return result
    }
  }
}

extension Manifest.Experiments {
  /// Tells experiments apart by the matrix's values at some key paths alone.
  package struct Grouping {
    /// What the experiments of one group have in common, and no experiment of another.
    package struct Key: Hashable, Sendable {
      fileprivate var values: [ChoiceNumber]
    }

    fileprivate let table: CombinationTable
    fileprivate let selection: CombinationTable.PathSelection

    /// Whether all experiments are in one group.
    package var isConstant: Bool { selection.isConstant }

    /// The group of the experiment with an index.
    package func key(ofExperimentAt index: Int) -> Key {
      Key(values: table.values(selection, ofCombination: index))
    }
  }

  /// The grouping by the values that the matrix gives to the key paths for which a condition holds.
  package func grouping(where isWanted: (String) -> Bool) -> Grouping {
    Grouping(table: table, selection: table.selection(where: isWanted))
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
