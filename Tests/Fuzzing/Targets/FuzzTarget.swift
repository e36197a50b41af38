/// A reader of bytes that others wrote, with what must hold for all of them.
///
/// Inputs to begin with are in the folder of its name below `Tests/Fuzzing/corpus`.
struct FuzzTarget: Sendable {
  /// The name by which `scripts/fuzz` calls it.
  let name: String

  /// What does not hold for an input, or nil.
  let problem: @Sendable ([UInt8]) -> String?

  /// All readers that are fuzzed.
  static let all: [FuzzTarget] = [
    .answerHeads,
    .leases,
    .manifests,
    .modelFiles,
    .pairsFiles,
    .requests,
    .resultFiles,
    .serviceAnswers,
    .settings,
    .sharedEntries,
    .stepOutputs,
    .templates,
    .trainingData,
    .uploads,
  ]
}
