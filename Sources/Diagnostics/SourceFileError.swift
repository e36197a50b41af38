/// Why a file cannot be read as a source text.
package struct SourceFileError: Error, Hashable, Sendable {
  /// What stands in the way.
  package enum Reason: Hashable, Sendable {
    /// There is nothing at the path.
    case missing

    /// The system refused; its own words.
    case system(String)

    /// The path names a folder.
    case folder

    /// The path names a pipe, a device or a socket.
    case special

    /// The file has more bytes than allowed.
    case tooLarge(limit: Int)

    /// Git LFS has left a pointer in place of the file.
    case largeFilePointer

    /// The text is in UTF-16 or UTF-32.
    case wideEncoding(String)

    /// A byte that is no UTF-8.
    case invalidUTF8(offset: Int, position: SourcePosition, byte: UInt8)

    /// A NUL byte.
    case nul(SourcePosition)
  }

  /// The name of the file as messages show it.
  package let name: String

  /// What stands in the way.
  package let reason: Reason

  /// Makes an error about a file.
  package init(name: String, reason: Reason) {
    self.name = name
    self.reason = reason
  }

  /// The error as a diagnostic; it has no range, since there is no text to show.
  package var diagnostic: Diagnostic {
    .error(id, message, at: nil, notes: advice.map { [.init(message: $0)] } ?? [])
  }

  private var id: DiagnosticID {
    switch reason {
    case .missing, .system, .folder, .special, .largeFilePointer: "unreadable-file"
    case .tooLarge: "file-too-large"
    case .wideEncoding, .invalidUTF8, .nul: "invalid-encoding"
    }
  }

  /// What is wrong, in one sentence.
  private var message: String {
    switch reason {
    case .missing:
      return "there is no file '\(name)'"
    case .system(let words):
      return "'\(name)' cannot be read: \(words)"
    case .folder:
      return "'\(name)' is a folder, not a file"
    case .special:
      return "'\(name)' is a pipe, a device or a socket, not a regular file"
    case .tooLarge(let limit):
      return "'\(name)' is larger than the \(limit) bytes that are allowed"
    case .largeFilePointer:
      return "'\(name)' \(LargeFilePointer.message)"
    case .wideEncoding(let encoding):
      return "'\(name)' is \(encoding) text, but must be UTF-8"
    case .invalidUTF8(let offset, let position, let byte):
      let digits = String(byte, radix: 16, uppercase: true)
      return "'\(name)' is not valid UTF-8: byte 0x\(byte < 16 ? "0" : "")\(digits) at line "
        + "\(position.line), column \(position.column) (offset \(offset))"
    case .nul(let position):
      return "'\(name)' has a NUL byte at line \(position.line), column \(position.column)"
    }
  }

  /// What to do about it, where that is clear.
  private var advice: String? {
    switch reason {
    case .largeFilePointer: LargeFilePointer.advice
    case .wideEncoding(let encoding):
      "save it as UTF-8 in the editor, or convert it: iconv -f \(encoding) -t UTF-8"
    case .invalidUTF8:
      "save it as UTF-8 in the editor"
    case .nul:
      "a text file has no NUL bytes; it may be damaged, or not be a text at all"
    default: nil
    }
  }
}
