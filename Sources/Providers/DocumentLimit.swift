/// How long a document may be that a provider is to train on, known without any network.
package struct DocumentLimit: Sendable {
  /// Every document of at most so many bytes is taken.
  package var bytes: Int

  /// What each of some longer documents has too much of, as the end of a sentence; nil for one that is taken.
  package var objections: @Sendable ([(prompt: String, completion: String)]) -> [String?]

  package init(
    bytes: Int,
    objections: @escaping @Sendable ([(prompt: String, completion: String)]) -> [String?]
  ) {
    self.bytes = bytes
    self.objections = objections
  }
}
