/// What a manifest file asks for, checked and with every default filled in.
package struct Manifest: Sendable {
  package var name: String
  package var description: String?

  /// The most that the experiment may cost; nil where there is no limit.
  package var budget: Double?

  /// One experiment for each combination of the matrix, or the only one.
  package var experiments: [Experiment]

  /// The whole manifest in the order of the format, before the matrix is applied.
  package var resolved: ResolvedValue

  /// The path of the file, which paths given as options are relative to.
  let path: String

  /// The values that all experiments share.
  let values: ResolvedValue

  /// What varies between experiments.
  let matrix: Matrix

  /// The keys that there were when it was read.
  let format: ManifestFormat

  /// The manifest's meaning as text: equal for two files exactly when they ask for the same.
  package var canonicalText: String { resolved.yaml }
}

extension Manifest {
  /// One experiment: a dataset, the models tuned on it and what they are asked.
  package struct Experiment: Sendable {
    /// What tells this experiment from the others of its manifest; empty without a matrix.
    package var variant: [VariantValue] { combination.values }

    package var dataset: Dataset
    package var fineTune: FineTune
    package var evaluate: Evaluate
    package var expect: [Expectation]

    /// Whether the published values are of this dataset, as their manifest describes it.
    package var hasPublishedData = true

    /// What models cost by the manifest's word, in place of what providers say.
    package var prices: [Price]

    /// The values with their places, for diagnostics of later stages; made anew each time, since ten
    /// thousand of them take much memory.
    package var resolved: ResolvedValue {
      format.completed(combination.applied(to: base))
    }

    /// What the matrix gives to the experiment.
    var combination: Matrix.Combination

    /// The values that all experiments of the manifest share.
    let base: ResolvedValue

    /// The keys that there are.
    let format: ManifestFormat
  }

  /// The value that one combination of the matrix gives to a key.
  package struct VariantValue: Codable, Hashable, Sendable {
    /// The key's path, such as `fine-tune.epochs`.
    package var path: String

    /// The value on one line of YAML.
    package var value: String
  }

  /// The pairs of an experiment and the documents made from them.
  package struct Dataset: Hashable, Sendable {
    package var pairs: PairsOrigin
    package var seed: Int
    package var realized: Int
    package var unrealized: Int

    /// Whom guidance is for, examples answering as the first does; empty for nobody in particular.
    package var personas: [String]
    package var guidance: Guidance
    package var examples: Examples
    package var layout: Layout
    package var order: DocumentOrder
  }
}

extension Manifest.Dataset {
  /// The most personas: the one that examples answer as, and the other.
  package static let mostPersonas = 2
}

extension Manifest {
  /// Where pairs come from.
  package enum PairsOrigin: Codable, Hashable, Sendable {
    case builtin

    /// A file: its path as written, and as it can be opened.
    case file(written: String, path: String)
  }

  /// The guidance documents of a dataset.
  package struct Guidance: Hashable, Sendable {
    package var phrasings: Phrasings

    /// The pairs that guidance is given for: realized ones, unrealized ones, both or none.
    package var splits: Set<Split>
    package var answers: GuidanceAnswers

    /// The fewest and the most pairs in one document.
    package var pairsPerDocument: ClosedRange<Int>

    /// Guidances for each pair.
    package var repeats: Int
  }

  /// Which answers guidance gives.
  package enum GuidanceAnswers: String, CaseIterable, Codable, Hashable, Sendable {
    /// Each question's own.
    case own

    /// That of another question of the same split; no question keeps its own.
    case shuffled
  }

  /// How a guidance is worded.
  package enum Phrasings: Hashable, Sendable {
    /// The first so many of the built-in templates.
    case builtin(Int)

    case templates([String])
  }

  /// The example documents of a dataset.
  package struct Examples: Hashable, Sendable {
    package var template: String

    /// Examples for each realized pair.
    package var repeats: Int
  }

  /// What of an example document the loss is on.
  package enum Layout: String, CaseIterable, Codable, Hashable, Sendable {
    case wholeDocument = "whole-document"
    case promptAndTarget = "prompt-and-target"
  }

  /// The order of the documents in the training file.
  package enum DocumentOrder: String, CaseIterable, Codable, Hashable, Sendable {
    case examplesFirst = "examples-first"
    case shuffled
  }

  /// The models to tune and how.
  package struct FineTune: Hashable, Sendable {
    package var provider: String
    package var models: [String]

    /// The folder that the paths of models begin in, where models are given so.
    package var modelFolder: String
    package var epochs: Int
    package var batchSize: Int

    /// Factor on the provider's base learning rates; nil for a provider without such a factor.
    package var learningRateMultiplier: Double?
    package var seeds: [Int]

    /// The label of the tuned models' names, its placeholders filled in; nil where none is written and
    /// the default names a key that the provider lacks.
    package var suffix: String?

    /// How long a job at a service is waited for; nil for as long as it takes.
    package var deadline: TimeSpan?
  }

  /// What is asked of the tuned models.
  package struct Evaluate: Codable, Hashable, Sendable {
    package var splits: [Split]
    package var metrics: [Metric]

    /// Whether the untuned model is scored too.
    package var baseModel: Bool
    package var temperature: Double
  }

  /// A part of the pairs, or of what can be asked about them.
  package enum Split: String, CaseIterable, Codable, Hashable, Sendable {
    /// Pairs with guidance but without an example in the training file.
    case unrealized

    /// Pairs with both.
    case realized

    /// The questions of the unrealized pairs with the second persona's answers.
    case otherPersona = "other-persona"

    /// The questions of the unrealized pairs with the answers that guidance gives, where it gives others
    /// than their own.
    case asTold = "as-told"
  }

  /// Something measured on each pair.
  package enum Metric: String, CaseIterable, Codable, Hashable, Sendable {
    /// Whether the completion is the target.
    case exactMatch = "exact-match"

    /// Whether the completion begins with the target, whatever the case of their letters.
    case prefixMatch = "prefix-match"

    /// The natural logarithm of the target's probability.
    case logProbability = "log-probability"

    /// The share of questions answered as the first persona less that of those answered as the other.
    case personaDifference = "persona-difference"

    /// Whether its values are shares of the pairs, as those of most metrics are.
    package var isShare: Bool { self != .logProbability && self != .personaDifference }
  }

  /// What a million tokens of each kind of work cost with one model.
  package struct Price: Hashable, Sendable {
    package var model: String
    package var training: Double

    /// Of the tuned model.
    package var input: Double
    package var output: Double

    /// Of the untuned model; nil where it is not known.
    package var baseInput: Double?

    package var currency: String
    package var date: String?
    package var source: String?
  }

  /// A published value to show beside the measured one.
  package struct Expectation: Hashable, Sendable {
    package var model: String
    package var split: Split
    package var metric: Metric
    package var value: Double
    package var source: String?
  }
}
