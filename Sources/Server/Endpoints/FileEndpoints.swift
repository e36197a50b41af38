import Crypto
import System

/// Uploads, lists, hands out and deletes files.
struct FileEndpoints: Sendable {
  let store: Store

  /// The purposes that a client may name.
  static let purposes = ["assistants", "batch", "evals", "fine-tune", "user_data", "vision"]

  /// Keeps a file that is sent as a multipart body.
  func upload(_ request: Request) async throws -> Answer {
    var reader = try MultipartReader(contentType: request.header("Content-Type"))
    var upload = Upload(path: "\(store.folder.incoming)/\(Identifier.make("upload-"))")
    do {
      try await request.body.forEachPart(atMost: Limits.uploadBytes) { bytes in
        for piece in try reader.feed(bytes) { try upload.take(piece) }
      }
      guard reader.isFinished else { throw APIError.invalid("the multipart body has no end") }
      return .json(Self.json(try upload.keep(in: store)))
    } catch {
      upload.giveUp()
      throw error
    }
  }

  /// Lists files, the newest first.
  func list(_ request: Request) throws -> Answer {
    var files = store.files()
    if let purpose = request.queryValue("purpose") {
      files = files.filter { $0.purpose == purpose }
    }
    switch request.queryValue("order") {
    case nil, "desc": break
    case "asc": files.reverse()
    case let other?:
      throw APIError.invalid("'order' must be 'asc' or 'desc', found '\(other)'", param: "order")
    }
    return try request.page(
      of: files,
      usual: 10_000,
      most: 10_000,
      tellsEnds: true,
      id: \.id,
      form: Self.json
    )
  }

  /// Tells what is known of a file.
  func get(_ request: Request) throws -> Answer {
    .json(Self.json(try store.file(request.parameter("file_id"))))
  }

  /// Hands out a file's content.
  func content(_ request: Request) throws -> Answer {
    let record = try store.file(request.parameter("file_id"))
    return .file(store.folder.content(of: record.id), named: record.filename)
  }

  /// Forgets a file.
  func delete(_ request: Request) throws -> Answer {
    let id = request.parameter("file_id")
    try store.deleteFile(id)
    return .json(["id": .string(id), "object": "file", "deleted": true])
  }

  /// The API's form of a file.
  static func json(_ file: FileRecord) -> JSON {
    [
      "id": .string(file.id), "object": "file", "bytes": .integer(file.byteCount),
      "created_at": .integer(file.createdAt), "filename": .string(file.filename),
      "purpose": .string(file.purpose), "status": "processed",
    ]
  }
}

/// A file that arrives in the parts of a multipart body.
private struct Upload {
  private let path: String
  private var file: FileDescriptor?
  private var hash = SHA256()
  private var byteCount = 0
  private var firstBytes: [UInt8] = []
  private var filename: String?
  private var purpose: [UInt8]?
  private var part: String?

  init(path: String) { self.path = path }

  mutating func take(_ piece: MultipartReader.Piece) throws {
    switch piece {
    case .begin(let name, let filename):
      part = name
      if name == "file" {
        guard self.filename == nil else { throw APIError.invalid("there are two parts 'file'") }
        // The last part alone, for the name is shown and never a path.
        let base = (filename ?? "").split(whereSeparator: { $0 == "/" || $0 == "\\" }).last
        self.filename = base.map(String.init) ?? "upload"
        file = try FileDescriptor(path, for: .creating, permissions: 0o600)
      } else if name == "purpose" {
        guard purpose == nil else { throw APIError.invalid("there are two parts 'purpose'") }
        purpose = []
      } else if name.hasPrefix("expires_after") {
        throw APIError.invalid(
          "files do not expire here; leave 'expires_after' out",
          param: "expires_after"
        )
      } else {
        throw APIError.invalid("Unrecognized request argument supplied: \(name)", param: name)
      }
    case .data(let bytes):
      if part == "purpose" {
        purpose = (purpose ?? []) + bytes
        guard (purpose?.count ?? 0) <= 64 else { throw Self.wrongPurpose("…") }
      } else if part == "file", let file {
        byteCount += bytes.count
        guard byteCount <= Limits.fileBytes else {
          throw APIError.tooLarge("the file", limit: Limits.fileBytes)
        }
        hash.update(data: bytes)
        if firstBytes.count < 4096 { firstBytes += bytes.prefix(4096 - firstBytes.count) }
        try file.write(bytes)
      }
    case .end: part = nil
    }
  }

  /// Gives the whole file to a store.
  mutating func keep(in store: Store) throws -> FileRecord {
    guard let file, let filename else {
      throw APIError.invalid("'file' is a required part", param: "file")
    }
    guard let purpose = purpose.map({ String(decoding: $0, as: UTF8.self) }) else {
      throw APIError.invalid("'purpose' is a required part", param: "purpose")
    }
    guard FileEndpoints.purposes.contains(purpose) else { throw Self.wrongPurpose(purpose) }
    if purpose == "fine-tune" { try checkBeginning() }
    try file.synchronize()
    return try store.add(
      path,
      filename: filename,
      purpose: purpose,
      digest: hexadecimal(hash.finalize()),
      byteCount: byteCount
    )
  }

  /// Removes what has arrived.
  mutating func giveUp() {
    file = nil
    FileSystem.remove(path)
  }

  /// Looks at the first line alone, as the hosted service does; jobs look at every line.
  private func checkBeginning() throws(APIError) {
    let line = firstBytes.prefix { $0 != 0x0A }
    let isWhole = line.count < firstBytes.count || firstBytes.count == byteCount
    let first = line.first { $0 != 0x20 && $0 != 0x09 }
    guard first == UInt8(ascii: "{"), !isWhole || JSON(parsing: Array(line)) != nil else {
      throw .invalid(
        "Expected file to have JSONL format with prompt/completion keys or messages. Line 1 is not"
          + " a JSON object."
      )
    }
  }

  private static func wrongPurpose(_ found: String) -> APIError {
    let names = FileEndpoints.purposes.map { "'\($0)'" }.joined(separator: ", ")
    return .invalid("'\(found)' is not one of \(names) - 'purpose'", param: "purpose")
  }
}
