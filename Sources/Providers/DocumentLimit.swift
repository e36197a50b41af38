/// How long a document may be that a provider is to train on, known without any network.
package struct DocumentLimit: Sendable {
  /// Every document of at most so many bytes is taken.
  package var bytes: Int

  /// What a longer document has too much of, as the end of a sentence; nil where it is taken.
  package var objection: @Sendable (_ prompt: String, _ completion: String) -> String?

  package init(
    bytes: Int,
    objection: @escaping @Sendable (_ prompt: String, _ completion: String) -> String?
  ) {
    self.bytes = bytes
    self.objection = objection
  }
}
