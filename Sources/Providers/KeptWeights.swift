/// What stays of a tuned model's weights in a workspace.
package enum KeptWeights: Hashable, Sendable {
  /// All, which take the room of the untuned model's; at a provider that keeps its models, with it.
  case all

  /// What was added to the untuned model's weights, which are needed beside it.
  case additions

  /// None, once the model was asked.
  case none
}
