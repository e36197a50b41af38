/// When a provider stops tuning one of its models.
package struct ModelRetirement: Hashable, Sendable {
  /// The day from which the model cannot be tuned any more or, if earlier, not be used; ISO 8601.
  package var date: String

  /// Who said so, and when.
  package var source: String

  package init(date: String, source: String) {
    self.date = date
    self.source = source
  }
}
