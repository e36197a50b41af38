/// A name that is a type of its own, so that two kinds of names cannot be confused.
package protocol TextualIdentifier:
  RawRepresentable<String>, Hashable, Comparable, Sendable, Codable,
  ExpressibleByStringLiteral, CustomStringConvertible
{
  init(rawValue: String)
}

extension TextualIdentifier {
  package init(_ rawValue: String) { self.init(rawValue: rawValue) }
  package init(stringLiteral value: String) { self.init(rawValue: value) }
  package var description: String { rawValue }

  package static func < (first: Self, second: Self) -> Bool { first.rawValue < second.rawValue }
}

/// The name of one step of a plan, such as `fine-tune/curie/seed-0`; it is in no cache key.
package struct StepID: TextualIdentifier {
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }
}

/// What sort of work a step is, such as `fine-tune`; it is part of the cache key.
package struct StepKind: TextualIdentifier {
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }
}

/// The file name of something that a step makes, such as `train.jsonl`.
package struct ArtifactName: TextualIdentifier {
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }

  /// Whether the name is one plain file name, without folders.
  var isFileName: Bool {
    let bytes = rawValue.utf8
    return !bytes.isEmpty && bytes.count <= 255 && rawValue != "." && rawValue != ".."
      && !bytes.contains(UInt8(ascii: "/")) && !bytes.contains(0)
  }
}

/// The name of a limit on how many steps run at once, such as `training`.
package struct PoolName: TextualIdentifier {
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }
}

/// The number of a run in its workspace, from 1; no number is given twice.
package struct RunID:
  RawRepresentable, Hashable, Comparable, Sendable, Encodable, CustomStringConvertible
{
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }
  package var description: String { String(rawValue) }

  package static func < (first: RunID, second: RunID) -> Bool { first.rawValue < second.rawValue }
}
