package import Diagnostics
internal import YAMLBridge

// What is read from a part of a text says where it is in the whole text.

extension SourceRange {
  /// The range in a text that has this range's text from an offset on.
  func moved(to file: SourceFile, by offset: Int) -> SourceRange {
    SourceRange(file: file, lower: lower + offset, upper: upper + offset)
  }

  /// The range of a part of a text that this range holds, with or without quotes around it.
  ///
  /// - Parameters:
  ///   - offsets: UTF-8 offsets in the text.
  ///   - value: The text.
  /// - Returns: The part, or the whole range where the text is not written out in it.
  package func part(_ offsets: Range<Int>, of value: String) -> SourceRange {
    let written = text
    let isQuoted = written.utf8.count == value.utf8.count + 2
    guard written == value || (isQuoted && written.dropFirst().dropLast() == value) else {
      return self
    }
    let start = lower + (isQuoted ? 1 : 0)
    return file.range(start + offsets.lowerBound..<start + offsets.upperBound)
  }
}

extension YAMLNode {
  /// The node with its ranges in a text that has the node's text from an offset on.
  func moved(to file: SourceFile, by offset: Int) -> YAMLNode {
    var node = self
    node.range = range.moved(to: file, by: offset)
    switch value {
    case .scalar: break
    case .sequence(let items):
      node.value = .sequence(items.map { $0.moved(to: file, by: offset) })
    case .mapping(let entries):
      node.value = .mapping(
        entries.map {
          Entry(
            key: $0.key.moved(to: file, by: offset),
            value: $0.value.moved(to: file, by: offset)
          )
        }
      )
    }
    return node
  }
}

extension Diagnostic {
  /// The diagnostic with its ranges in a text that has the diagnosed text from an offset on.
  func moved(to file: SourceFile, by offset: Int) -> Diagnostic {
    var diagnostic = self
    diagnostic.range = range?.moved(to: file, by: offset)
    diagnostic.notes = notes.map {
      Note(message: $0.message, range: $0.range?.moved(to: file, by: offset))
    }
    diagnostic.fix = fix.map { fix in
      FixIt(
        message: fix.message,
        edits: fix.edits.map {
          TextEdit(range: $0.range.moved(to: file, by: offset), replacement: $0.replacement)
        }
      )
    }
    return diagnostic
  }
}
