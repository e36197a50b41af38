private import System

extension SourceFile {
  /// Reads a file as UTF-8 text without a byte order mark.
  ///
  /// - Parameters:
  ///   - path: where the file is; of a stream also `-` for standard input.
  ///   - name: how messages call it.
  ///   - byteLimit: the most bytes that are read.
  ///   - isStream: whether it is a pipe, a terminal or another open file, which is waited for.
  /// - Returns: the text under its name.
  /// - Throws: an error that says why the file cannot be read or is no UTF-8 text.
  package static func load(
    path: String,
    name: String,
    byteLimit: Int,
    isStream: Bool = false
  ) throws(SourceFileError) -> SourceFile {
    let bytes: [UInt8]
    do {
      let file = try FileDescriptor(path, for: isStream ? .stream : .reading)
      bytes = try FileSystem.read(file, limit: byteLimit + 1)
    } catch {
      let reason: SourceFileError.Reason =
        switch error.code {
        case .missing, .missingFolder: .missing
        case .isFolder: .folder
        case .notRegular, .noDevice: .special
        default: .system("\(error.code)")
        }
      throw SourceFileError(name: name, reason: reason)
    }
    guard bytes.count <= byteLimit else {
      throw SourceFileError(name: name, reason: .tooLarge(limit: byteLimit))
    }
    return try decode(bytes, name: name)
  }

  /// Takes bytes as UTF-8 text without a byte order mark.
  ///
  /// - Parameters:
  ///   - bytes: the content of a file, wherever it was read.
  ///   - name: how messages call it.
  /// - Returns: the text under its name.
  /// - Throws: an error that says why the bytes are no UTF-8 text.
  package static func decode(_ bytes: [UInt8], name: String) throws(SourceFileError) -> SourceFile {
    guard !bytes.starts(with: LargeFilePointer.beginning) else {
      throw SourceFileError(name: name, reason: .largeFilePointer)
    }
    if let encoding = wideEncoding(of: bytes) {
      throw SourceFileError(name: name, reason: .wideEncoding(encoding))
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let body = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
    guard let text = String(validating: body, as: UTF8.self) else {
      throw SourceFileError(name: name, reason: invalidUTF8(in: body))
    }
    let file = SourceFile(name: name, text: text)
    if let nul = body.firstIndex(of: 0) {
      let position = file.position(at: nul - body.startIndex)
      throw SourceFileError(name: name, reason: .nul(position))
    }
    return file
  }

  /// The name of the encoding where the first bytes are those of UTF-16 or UTF-32, as iconv has it.
  private static func wideEncoding(of bytes: [UInt8]) -> String? {
    let first = bytes.prefix(4)
    if first.starts(with: [0xFF, 0xFE, 0, 0]) { return "UTF-32" }
    if first.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
    if first.starts(with: [0xFF, 0xFE]) || first.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    // Without a mark, the NULs around the first ASCII characters give it away.
    return switch first.map({ $0 != 0 }) {
    case [false, false, false, true]: "UTF-32BE"
    case [true, false, false, false]: "UTF-32LE"
    case [false, true, false, true], [false, true]: "UTF-16BE"
    case [true, false, true, false], [true, false]: "UTF-16LE"
    default: nil
    }
  }

  /// Where bytes that are not UTF-8 stop being it.
  private static func invalidUTF8(in bytes: ArraySlice<UInt8>) -> SourceFileError.Reason {
    var offset = 0
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    while case .valid(let scalar) = parser.parseScalar(from: &rest) { offset += scalar.count }
    let valid = String(decoding: bytes.prefix(offset), as: UTF8.self)
    let position = SourceFile(name: "", text: valid).position(at: offset)
    return .invalidUTF8(
      offset: offset,
      position: position,
      byte: bytes[bytes.startIndex + offset]
    )
  }
}
