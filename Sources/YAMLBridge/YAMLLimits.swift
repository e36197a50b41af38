/// How much a document may ask of its reader; each is checked before the memory or time is spent.
package struct YAMLLimits: Hashable, Sendable {
  /// The most collections that may lie inside each other, aliases followed.
  package var depth: Int

  /// The most nodes of a document, counted as if every alias were written out.
  package var nodes: Int

  /// The most UTF-8 bytes in one scalar.
  package var scalarBytes: Int

  /// The most UTF-8 bytes in all scalars, counted as if every alias were written out.
  package var totalScalarBytes: Int

  /// The most `%TAG` directives in a stream; libyaml compares each with all before it.
  package var tagDirectives: Int

  /// The most errors that are reported before the rest of the text is left unread.
  package var errors: Int

  /// Makes limits.
  package init(
    depth: Int = 100,
    nodes: Int = 150_000,
    scalarBytes: Int = 1 << 20,
    totalScalarBytes: Int = 1 << 24,
    tagDirectives: Int = 64,
    errors: Int = 100
  ) {
    self.depth = depth
    self.nodes = nodes
    self.scalarBytes = scalarBytes
    self.totalScalarBytes = totalScalarBytes
    self.tagDirectives = tagDirectives
    self.errors = errors
  }

  /// Generous for text that people write, harmless for the machine.
  package static let standard = YAMLLimits()
}
