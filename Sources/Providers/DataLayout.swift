/// The lines of data files as a model takes them.
package enum DataLayout: Hashable, Sendable {
  /// A `prompt` and its `completion`, which the model continues the prompt with.
  case completion

  /// A conversation: a list of `messages`, of which the model writes the assistant's.
  ///
  /// A document has no prompt. `documentPrompt` is what the user says before it; without one the
  /// assistant's message stands alone.
  case chat(documentPrompt: String?)
}
