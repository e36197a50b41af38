#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#else
private import Darwin
#endif

extension SourceFile {
  /// Reads a regular file as UTF-8 text without a byte order mark.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - name: how messages call it.
  ///   - byteLimit: the most bytes that are read.
  /// - Returns: the text under its name.
  /// - Throws: an error that says why the file cannot be read or is no UTF-8 text.
  package static func load(
    path: String,
    name: String,
    byteLimit: Int
  ) throws(SourceFileError) -> SourceFile {
    try decode(contents(path: path, name: name, byteLimit: byteLimit), name: name)
  }

  /// Reads all that comes through a pipe, a terminal or another open file as UTF-8 text.
  ///
  /// - Parameters:
  ///   - path: where it is, or `-` for standard input.
  ///   - name: how messages call it.
  ///   - byteLimit: the most bytes that are read.
  /// - Returns: the text under its name.
  /// - Throws: an error that says why it cannot be read or is no UTF-8 text.
  package static func load(
    stream path: String,
    name: String,
    byteLimit: Int
  ) throws(SourceFileError) -> SourceFile {
    let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw systemError(errno, name: name) }
    defer { close(descriptor) }
    let bytes = try contents(of: descriptor, name: name, byteLimit: byteLimit)
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

  private static func contents(
    path: String,
    name: String,
    byteLimit: Int
  ) throws(SourceFileError) -> [UInt8] {
    // The kernel would read only up to the NUL, and so perhaps another file.
    guard !path.utf8.contains(0) else { throw SourceFileError(name: name, reason: .missing) }
    // Without O_NONBLOCK, opening a pipe waits for somebody to write to it.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw systemError(errno, name: name) }
    defer { close(descriptor) }

    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw systemError(errno, name: name) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw SourceFileError(name: name, reason: .folder)
    default: throw SourceFileError(name: name, reason: .special)
    }
    guard Int(status.st_size) <= byteLimit else {
      throw SourceFileError(name: name, reason: .tooLarge(limit: byteLimit))
    }
    return try contents(
      of: descriptor,
      name: name,
      byteLimit: byteLimit,
      likelySize: Int(status.st_size)
    )
  }

  private static func contents(
    of descriptor: Int32,
    name: String,
    byteLimit: Int,
    likelySize: Int = 0
  ) throws(SourceFileError) -> [UInt8] {
    // The size may be stale, or 0 for files that the kernel makes up; only reading tells.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(likelySize)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw systemError(errno, name: name) }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= byteLimit else {
        throw SourceFileError(name: name, reason: .tooLarge(limit: byteLimit))
      }
    }
  }

  private static func systemError(_ code: Int32, name: String) -> SourceFileError {
    switch code {
    case ENOENT, ENOTDIR: SourceFileError(name: name, reason: .missing)
    // What opening a socket answers.
    case ENXIO: SourceFileError(name: name, reason: .special)
    default: SourceFileError(name: name, reason: .system(String(cString: strerror(code))))
    }
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
