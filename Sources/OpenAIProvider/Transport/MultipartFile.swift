internal import Providers

#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// The body of a `multipart/form-data` request, made in a temporary file that is removed with it.
///
/// The library streams a body with a known length from a file alone, so the form around the content
/// is written to one; no more than a piece of it is ever in memory.
struct MultipartFile: ~Copyable {
  /// The file with the whole body.
  let path: String

  /// The value of the request's `Content-Type` header.
  let contentType: String

  private static let pieceSize = 1 << 16

  /// Makes the body of a form with text fields and one file, fields first.
  ///
  /// `random` gives the bits of the boundary, which must not occur in the content.
  ///
  /// - Throws: `ProviderError.file`.
  init(
    fields: [(name: String, value: String)],
    file: DataFile,
    named name: String,
    folder: String,
    random: () -> UInt64
  ) throws(ProviderError) {
    let boundary = [random(), random()].map { String($0, radix: 16) }.joined(separator: "f")
    contentType = "multipart/form-data; boundary=\(boundary)"
    path = "\(folder)/manifest-run-upload-\(boundary)"
    var head = ""
    for field in fields {
      head += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n"
      head += "\(field.value)\r\n"
    }
    head += "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; "
    head += "filename=\"\(name)\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    do throws(ProviderError) {
      try Self.write(head: head, content: file, tail: "\r\n--\(boundary)--\r\n", to: path)
    } catch {
      unlink(path)
      throw error
    }
  }

  deinit { unlink(path) }

  private static func write(
    head: String,
    content: DataFile,
    tail: String,
    to path: String
  ) throws(ProviderError) {
    let source = open(content.path, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else {
      throw .file(path: content.path, problem: "cannot be opened: \(systemMessage())")
    }
    defer { close(source) }
    let target = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard target >= 0 else {
      throw .file(path: path, problem: "cannot be made: \(systemMessage())")
    }
    defer { close(target) }
    try write(Array(head.utf8)[...], to: target, path)
    var total = 0
    var piece = [UInt8](repeating: 0, count: pieceSize)
    while true {
      let count = piece.withUnsafeMutableBytes { read(source, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw .file(path: content.path, problem: "cannot be read: \(systemMessage())")
      }
      if count == 0 { break }
      total += count
      try write(piece[..<count], to: target, path)
    }
    guard total == content.byteCount else {
      throw .file(
        path: content.path,
        problem: "has \(total) bytes in place of \(content.byteCount): it was changed"
      )
    }
    try write(Array(tail.utf8)[...], to: target, path)
  }

  private static func write(
    _ bytes: ArraySlice<UInt8>,
    to descriptor: Int32,
    _ path: String
  ) throws(ProviderError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw .file(path: path, problem: "cannot be written: \(systemMessage())")
      }
    }
  }
}

#if canImport(Glibc)
private let writeBytes = Glibc.write
#else
private let writeBytes = Darwin.write
#endif
