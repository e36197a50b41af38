package import Report
/// How two manifests differ: in what they say, in the steps they ask for, and in what came out.
///
/// It is a value apart from how it is shown: `ComparisonTable`, `MarkdownComparison` and its own JSON
/// are made from it, and so can be whatever compares the results further.
package struct Comparison: Encodable, Sendable {
  /// One of the two manifests.
  package struct Side: Encodable, Hashable, Sendable {
    /// The manifest as it was asked for, such as `HEAD~1:experiments/vanilla_qa.yaml`.
    package var label: String

    /// The manifest's name.
    package var name: String

    /// Whether something of it was measured before.
    package var wasRun: Bool

    /// How many of its steps are not done here.
    package var stepsToDo: Int
  }

  /// The version of the JSON form.
  package let formatVersion = 1
  package var a: Side
  package var b: Side

  /// What the manifests say differently, in the order of the format.
  package var differences: [Difference]

  /// The experiments of both, matched by the values that tell them apart.
  package var variants: VariantMatch

  /// The steps of B against those of A.
  package var steps: StepChanges

  /// What was measured, side by side; empty where neither was run.
  package var results: [ResultPair]

  /// How the answers of both differ, and whether that can be believed.
  package var answers: [AnswerComparison]

  /// Whether both manifests say the same.
  package var isEmpty: Bool { differences.isEmpty }
}

extension Comparison {
  /// One thing that the manifests say differently.
  package struct Difference: Encodable, Sendable {
    /// The key's path, such as `fine-tune.epochs`, or `matrix.` and the path that is varied.
    package var path: String

    package var affects: Effect

    /// The value of A; nil where it has none.
    package var a: Value?

    /// The value of B; nil where it has none.
    package var b: Value?
  }

  /// The steps of B against those of A.
  package struct StepChanges: Encodable, Hashable, Sendable {
    /// A step of B that would run although all of A was done.
    package struct Rerun: Encodable, Hashable, Sendable {
      package var id: String
      package var kind: String
      package var reason: String
    }

    package var rerun: [Rerun]

    /// How many steps of B are done with A.
    package var kept: Int

    /// The steps of A that B has no use for.
    package var dropped: [String]
  }

  /// One metric of one model with one seed on one split, in A and in B.
  package struct ResultPair: Encodable, Hashable, Sendable {
    /// The values that tell the experiment from others of the two manifests.
    package var variant: [String: String]
    package var provider: String
    package var model: String
    package var split: String
    package var metric: String
    package var seed: Int

    /// What A gave; nil where it was not measured.
    package var a: Measurement?

    /// What B gave; nil where it was not measured.
    package var b: Measurement?
  }
}
