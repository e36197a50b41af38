/// How much a document may ask of its reader; each is checked before the memory or time is spent.
package struct YAMLLimits: Hashable, Sendable {
  /// The most collections that may lie inside each other, aliases followed.
  package var depth = 100

  /// The most nodes of a document, counted as if every alias were written out.
  package var nodes = 150_000

  /// The most UTF-8 bytes in one scalar.
  package var scalarBytes = 1 << 20

  /// The most UTF-8 bytes in all scalars, counted as if every alias were written out.
  package var totalScalarBytes = 1 << 24

  /// The most `%TAG` directives in a stream; libyaml compares each with all before it.
  package var tagDirectives = 64

  /// The most errors that are reported before the rest of the text is left unread.
  package var errors = 100

  /// Generous for text that people write, harmless for the machine.
  package static let standard = YAMLLimits()
}
