internal import HTTP
internal import Providers

/// The body of a `multipart/form-data` request with one file, which is read while it is sent.
struct MultipartFile: Sendable {
  /// The form around the file's content, and where that is.
  let content: HTTPRequest.FileContent

  /// The value of the request's `Content-Type` header.
  let contentType: String

  /// The body of a form with text fields and one file, fields first.
  ///
  /// `random` gives the bits of the boundary, which must not occur in the content.
  init(
    fields: [(name: String, value: String)],
    file: DataFile,
    named name: String,
    random: () -> UInt64
  ) {
    let boundary = [random(), random()].map { String($0, radix: 16) }.joined(separator: "f")
    contentType = "multipart/form-data; boundary=\(boundary)"
    var head = ""
    for field in fields {
      head += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n"
      head += "\(field.value)\r\n"
    }
    head += "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; "
    head += "filename=\"\(name)\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    content = HTTPRequest.FileContent(
      path: file.path,
      byteCount: file.byteCount,
      prefix: Array(head.utf8),
      suffix: Array("\r\n--\(boundary)--\r\n".utf8)
    )
  }
}
