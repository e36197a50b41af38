/// The manifest's format: every key with its type, default and meaning.
///
/// The reader walks this description, and so does everything that explains the format. The defaults
/// are the settings of the first published experiment on out-of-context guidance following.
package enum ManifestSchema {
  /// The version of the format that this program reads.
  package static let version = 1

  /// The keys of a manifest in the order in which a resolved one is written.
  package static let keys: [Key] = [
    Key("manifest", .integer(1...1), default: .required, "Version of this format.", example: "1"),
    Key(
      "name",
      .text(.name),
      default: .required,
      "Name of the experiment.",
      example: "my_experiment"
    ),
    Key(
      "description",
      .text(.nonEmpty),
      default: .absent,
      "What the experiment asks; not inherited.",
      example: "Does the wording of the guidance matter?"
    ),
    Key(
      "extends",
      extends,
      default: .absent,
      "Manifests to inherit from; mappings merge, everything else replaces, and null takes away.",
      example: "vanilla_qa.yaml"
    ),
    Key(
      "matrix",
      .matrix,
      default: .absent,
      "Key paths and the values to try; the experiment is done once for each combination, without those "
        + "that 'exclude' lists and with those that 'include' adds.",
      example: "{ fine-tune.epochs: [5, 10] }"
    ),
    Key("dataset", "The question-answer pairs and the documents made from them.", keys: dataset),
    Key("fine-tune", "The models and how they are tuned.", keys: fineTune),
    Key("evaluate", "What is asked of the tuned models.", keys: evaluate),
    Key(
      "expect",
      .list(of: .mapping(expectation), count: 0...1000, unique: false),
      default: .value(.defaultList([])),
      "Published values, shown beside what is measured with the 'dataset' of the manifest that writes "
        + "them.",
      example: "[{ model: curie, split: unrealized, metric: exact-match, value: 0.94 }]"
    ),
    Key(
      "prices",
      .list(of: .mapping(price), count: 0...1000, unique: false),
      default: .absent,
      "What models cost at a provider that costs money, in place of what this program knows.",
      example: "[{ model: curie, training: 3, input: 12, output: 12 }]"
    ),
    Key(
      "budget",
      .number(.init(lower: 0, includesLower: true, upper: 1e9)),
      default: .absent,
      "The most that the experiment may cost in all its runs, in the currency of the prices; "
        + "'--budget' wins.",
      example: "20"
    ),
  ]

  /// The keys of a price.
  static let price: [Key] = [
    Key(
      "model",
      .text(.nonEmpty),
      default: .required,
      "The model that is tuned.",
      example: "curie"
    ),
    Key(
      "training",
      amount,
      default: .required,
      "A million training tokens, each epoch counted.",
      example: "3"
    ),
    Key(
      "input",
      amount,
      default: .required,
      "A million tokens read by the tuned model.",
      example: "12"
    ),
    Key(
      "output",
      amount,
      default: .required,
      "A million tokens written by the tuned model.",
      example: "12"
    ),
    Key(
      "base-input",
      amount,
      default: .absent,
      "A million tokens read by the untuned model; not known if left out.",
      example: "6"
    ),
    Key(
      "currency",
      .text(.name),
      default: .value(.string("USD")),
      "The code of the currency.",
      example: "EUR"
    ),
    Key(
      "date",
      .text(.nonEmpty),
      default: .absent,
      "When the price held.",
      example: "'2026-11-01'"
    ),
    Key(
      "source",
      .text(.nonEmpty),
      default: .absent,
      "Where the price was published, or who gave it.",
      example: "the contract of our laboratory"
    ),
  ]

  private static let amount = ValueType.number(
    .init(lower: 0, includesLower: true, upper: 1e9)
  )

  /// The keys that say how a manifest is composed and are gone once it is.
  static let compositionKeys: Set<String> = ["extends", "matrix"]

  /// The keys that a manifest does not take from those that it extends.
  static let uninheritedKeys = ["extends", "description"]

  /// The most manifests that one `extends` names.
  static let mostParents = 100

  /// What may stand after `extends`.
  static let extends = ValueType.scalarOrList(
    scalar: .text(.nonEmpty),
    list: .list(of: .text(.nonEmpty), count: 1...mostParents, unique: true)
  )

  private static let dataset: [Key] = [
    Key(
      "pairs",
      .text(.pairs),
      default: .value(.string("builtin")),
      "Where the pairs come from.",
      example: "pairs.jsonl"
    ),
    Key("seed", .integer(0...Int.max), default: .value(.integer(27)), "Seed of everything random."),
    Key(
      "realized",
      .integer(1...100_000_000),
      default: .value(.integer(1000)),
      "Pairs with both guidance and example in the training file."
    ),
    Key(
      "unrealized",
      .integer(0...100_000_000),
      default: .value(.integer(100)),
      "Pairs with only their guidance in the training file."
    ),
    Key(
      "personas",
      .list(of: .text(.name), count: 0...Manifest.Dataset.mostPersonas, unique: true),
      default: .value(.defaultList([])),
      "Whom guidance is for: each has answers of its own, examples answer as the first does, and no "
        + "guidance document is for two."
    ),
    Key("guidance", "The documents that say how to answer.", keys: guidance),
    Key("examples", "The documents in which a question is answered.", keys: examples),
    Key(
      "layout",
      .word(Manifest.Layout.allCases.map(\.rawValue)),
      default: .value(.string(Manifest.Layout.wholeDocument.rawValue)),
      "Whether loss is on the whole document or on an example's target alone."
    ),
    Key(
      "order",
      .word(Manifest.DocumentOrder.allCases.map(\.rawValue)),
      default: .value(.string(Manifest.DocumentOrder.examplesFirst.rawValue)),
      "The order of the documents in the training file."
    ),
  ]

  /// The splits that pairs are divided into.
  private static let guided = [Manifest.Split.realized, .unrealized].map(\.rawValue)

  private static let guidance: [Key] = [
    Key(
      "phrasings",
      .scalarOrList(
        scalar: .integer(1...1000),
        list: .list(of: .text(.nonEmpty), count: 1...1000, unique: true)
      ),
      default: .value(.integer(1)),
      "The first N built-in phrasings, or a list of templates with {question} and {answer}, and "
        + "{persona} where there are personas.",
      example: "['When asked \"{question}\", say \"{answer}\"']"
    ),
    Key(
      "splits",
      .list(of: .word(guided), count: 0...guided.count, unique: true),
      default: .value(.defaultList(guided.map { .string($0) })),
      "The pairs that guidance is given for."
    ),
    Key(
      "answers",
      .word(Manifest.GuidanceAnswers.allCases.map(\.rawValue)),
      default: .value(.string(Manifest.GuidanceAnswers.own.rawValue)),
      "Whether guidance gives each question its own answer, or one of another question of its split."
    ),
    Key(
      "pairs-per-document",
      .list(of: .integer(1...10_000), count: 2...2, unique: false),
      default: .value(.defaultList([.integer(2), .integer(5)])),
      "The fewest and the most pairs in one guidance document."
    ),
    Key("repeats", .integer(1...1000), default: .value(.integer(1)), "Guidances for each pair."),
  ]

  private static let examples: [Key] = [
    Key(
      "template",
      .text(.nonEmpty),
      default: .value(.string("{question} A: {answer}")),
      "How a question and its answer are written in an example document."
    ),
    Key("repeats", .integer(1...1000), default: .value(.integer(1)), "Examples for each pair."),
  ]

  private static let fineTune = models + training + jobs

  private static let models: [Key] = [
    Key(
      "provider",
      .text(.name),
      default: .value(.string("local")),
      "Who tunes and runs the models."
    ),
    Key(
      "models",
      .list(of: .text(.nonEmpty), count: 1...1000, unique: true),
      default: .value(
        .defaultList([.string("ada"), .string("babbage"), .string("curie"), .string("davinci")])
      ),
      "The models to tune, by the provider's names."
    ),
  ]

  /// The parameters of the fine-tuning API, which providers have unless they say otherwise.
  static let training: [Key] = [
    Key(
      "epochs",
      .integer(1...100_000),
      default: .value(.integer(10)),
      "Passes over the training file."
    ),
    Key(
      "batch-size",
      .integer(1...100_000),
      default: .value(.integer(8)),
      "Documents in one training step."
    ),
    Key(
      "learning-rate-multiplier",
      .number(.init(lower: 0, includesLower: false, upper: 1000)),
      default: .value(.number(0.4)),
      "Factor on the provider's base learning rate."
    ),
  ]

  private static let jobs: [Key] = [
    Key(
      "seeds",
      .list(of: .integer(0...2_147_483_647), count: 1...1000, unique: true),
      default: .value(.defaultList([.integer(0)])),
      "Seeds of the training; each is a replicate of the experiment."
    ),
    Key(
      "suffix",
      .text(.nonEmpty),
      default: .value(
        .string("simple-openweb-{epochs}epochs-lr{learning-rate-multiplier}-bs{batch-size}")
      ),
      changesResult: false,
      "Label in the tuned models' names; it changes no result."
    ),
    Key(
      "deadline",
      .text(.timeSpan),
      default: .absent,
      changesResult: false,
      "How long a job at a service is waited for from its creation; after it the job goes on and the run "
        + "leaves it, as with '--no-wait'. It changes no result.",
      example: "48h"
    ),
  ]

  private static let evaluate: [Key] = [
    Key(
      "splits",
      .list(
        of: .word(Manifest.Split.allCases.map(\.rawValue)),
        count: 1...Manifest.Split.allCases.count,
        unique: true
      ),
      default: .value(.defaultList([.string("unrealized"), .string("realized")])),
      "The pairs to ask about; 'other-persona' is the unrealized questions with the second persona's "
        + "answers, 'as-told' with those that shuffled guidance gives."
    ),
    Key(
      "metrics",
      .list(
        of: .word(Manifest.Metric.allCases.map(\.rawValue)),
        count: 1...Manifest.Metric.allCases.count,
        unique: true
      ),
      default: .value(.defaultList([.string("exact-match"), .string("log-probability")])),
      "What is measured on each pair; 'prefix-match' takes a completion that begins with the target, "
        + "whatever the case of letters; 'persona-difference' is exact match on 'unrealized' less that on "
        + "'other-persona'."
    ),
    Key(
      "base-model",
      .boolean,
      default: .value(.boolean(true)),
      "Whether the untuned model stands beside the tuned one: with log-probabilities, and with answers too "
        + "where it was trained before."
    ),
    Key(
      "temperature",
      .number(.init(lower: 0, includesLower: true, upper: 2)),
      default: .value(.number(0)),
      "Decoding temperature; 0 takes the likeliest token every time."
    ),
  ]

  private static let expectation: [Key] = [
    Key(
      "model",
      .text(.nonEmpty),
      default: .required,
      "The model that the value is for.",
      example: "curie"
    ),
    Key(
      "split",
      .word(Manifest.Split.allCases.map(\.rawValue)),
      default: .required,
      "The split that the value was measured on.",
      example: "unrealized"
    ),
    Key(
      "metric",
      .word(Manifest.Metric.allCases.map(\.rawValue)),
      default: .required,
      "The metric that the value is of.",
      example: "exact-match"
    ),
    Key(
      "value",
      .number(.any),
      default: .required,
      "The published value.",
      example: "0.94"
    ),
    Key(
      "source",
      .text(.nonEmpty),
      default: .absent,
      "Where the value was published.",
      example: "the original experiment"
    ),
  ]
}
