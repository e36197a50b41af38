/// A file of a Git revision as it is asked for: `HEAD~3:experiments/vanilla_qa.yaml`.
struct RevisionPath {
  /// What Git calls the revision.
  var revision: String

  /// The path below the repository's root; below the current folder where it begins with a dot.
  var path: String

  /// Splits a text at its colon; nil where it has none.
  init?(_ text: String) {
    var depth = 0
    for index in text.indices {
      switch text[index] {
      // In braces stands a message or a date, which may have colons: `HEAD^{/fix: this}:a.yaml`.
      case "{": depth += 1
      case "}": depth -= 1
      case ":" where depth == 0:
        revision = String(text[..<index])
        path = String(text[text.index(after: index)...])
        return
      default: break
      }
    }
    return nil
  }

  /// A path of a tree without `.` and `..`; nil where it leaves the tree or is none.
  static func normalized(_ path: String) -> String? {
    guard !path.hasPrefix("/"), !path.utf8.contains(UInt8(ascii: "\n")), path.utf8.count <= 4096,
      !path.utf8.contains(0)
    else { return nil }
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      guard part == ".." else {
        parts.append(part)
        continue
      }
      guard parts.popLast() != nil else { return nil }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }
}
