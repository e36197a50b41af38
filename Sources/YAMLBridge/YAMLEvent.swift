package import Diagnostics

/// One step through a YAML stream, with the place it has in the text.
package struct YAMLEvent: Hashable, Sendable {
  /// What happens at this step.
  package enum Kind: Hashable, Sendable {
    /// The stream begins.
    case streamStart

    /// The stream ends; every later event is this one again.
    case streamEnd

    /// A document begins; with the version of its `%YAML` directive, and whether it has a `---`.
    case documentStart(version: YAMLVersion?, isExplicit: Bool)

    /// A document ends; with whether it has a `...`.
    case documentEnd(isExplicit: Bool)

    /// A reference to the node with the anchor.
    case alias(String)

    /// A scalar.
    case scalar(YAMLScalar)

    /// A sequence begins; a flow sequence is one in brackets.
    case sequenceStart(isFlow: Bool)

    /// The innermost sequence ends.
    case sequenceEnd

    /// A mapping begins; a flow mapping is one in braces.
    case mappingStart(isFlow: Bool)

    /// The innermost mapping ends.
    case mappingEnd
  }

  /// What happens.
  package var kind: Kind

  /// The anchor of the node that begins here, without its `&`.
  package var anchor: String?

  /// The tag of the node that begins here, resolved by the document's `%TAG` directives, or `!`.
  package var tag: String?

  /// Where it is in the text, as UTF-8 offsets; for a node it begins with its anchor and tag.
  package var offsets: Range<Int>
}

extension YAMLEvent {
  /// The part of its text that is the tag; nil for an event without one.
  package func tagRange(in file: SourceFile) -> SourceRange? {
    // A block mapping begins where its first key does, whose properties are not its own.
    tag == nil ? nil : YAMLNodeProperties(in: file, at: offsets.lowerBound).tag
  }

  /// The part of its text that is the anchor, with its `&`; nil for an event without one.
  package func anchorRange(in file: SourceFile) -> SourceRange? {
    anchor == nil ? nil : YAMLNodeProperties(in: file, at: offsets.lowerBound).anchor
  }
}

/// The version that a `%YAML` directive names.
package struct YAMLVersion: Hashable, Sendable {
  /// The number before the point.
  package let major: Int

  /// The number after the point.
  package let minor: Int

  /// Makes a version.
  package init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }
}
