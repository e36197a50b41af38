internal import HTTP
internal import Providers
internal import System

/// Keeps data files at the service.
///
/// A file's name there holds the digest of its content. So a file that was uploaded before, by
/// whichever run or machine, is found by listing and not uploaded again; and an upload whose answer
/// was lost is found before it is repeated.
struct RemoteFiles: FileService {
  let client: APIClient

  /// The longest time that a service may take to check a file, in seconds.
  static let processingPatience = 1800.0

  /// The slowest line that an upload is given time for, in bytes a second.
  private static let slowestUpload = 50_000.0

  private static let attempts = 4

  /// Makes a file available, waits until the service has checked it, and returns its name there.
  func upload(_ file: DataFile) async throws(ProviderError) -> RemoteFileID {
    RemoteFileID(rawValue: try await processed(try await uploaded(file), file).id)
  }

  /// The file as it is at the service, uploaded where it is not there yet.
  ///
  /// One run of a user on this machine at a time looks and uploads, so that several steps that need the
  /// same file upload it once.
  private func uploaded(_ file: DataFile) async throws(ProviderError) -> WireFile {
    let lock = try await client.account.lockForUploading()
    defer { withExtendedLifetime(lock) {} }
    var known = try await earlierUpload(of: file)
    var attempt = 1
    while known == nil {
      let call = APICall(method: .post, path: "/files", activity: "uploading '\(file.name)'")
      do throws(APIFailure) {
        known = try await send(file, call)
      } catch {
        guard error.mayHaveSucceeded, error != .cancelled, attempt < Self.attempts else {
          throw client.translation.error(error, of: call, file: file.name)
        }
        try await client.wait(client.policy.firstDelay * Double(1 << attempt))
        known = try await earlierUpload(of: file)
        attempt += 1
      }
    }
    guard let known else { throw .cancelled }
    return known
  }

  /// Whether the service still has a file, and did not refuse it.
  func has(_ file: RemoteFileID) async throws(ProviderError) -> Bool {
    let call = APICall.get("/files/\(file.rawValue.urlEscaped)", "asking about an uploaded file")
    do throws(APIFailure) {
      guard let found = WireFile(try await client.json(call)) else { throw .unreadable }
      return found.status != .refused
    } catch {
      if error.isNotFound { return false }
      // A service without this call says what it thinks of the file when a job is created with it.
      if case .status(404, _, _, _) = error { return true }
      if case .status(405, _, _, _) = error { return true }
      throw client.translation.error(error, of: call)
    }
  }

  /// A file's name at the service: its own, with half of its digest.
  static func name(of file: DataFile) -> String {
    let base = file.name.split(separator: "/").last.map(String.init) ?? "data.jsonl"
    let stem = base.hasSuffix(".jsonl") ? String(base.dropLast(6)) : base
    // Quotes and line breaks would end the form's header.
    let safe = stem.unicodeScalars.map { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains(scalar))
        ? Character(scalar) : "_"
    }
    return "\(String(safe))-\(digits(ofDigest: file.digest)).jsonl"
  }

  /// The usable file with this content that is at the service already.
  private func earlierUpload(of file: DataFile) async throws(ProviderError) -> WireFile? {
    let name = Self.name(of: file)
    func usable(_ items: [JSON]) -> WireFile? {
      items.lazy.compactMap { WireFile($0) }.first {
        $0.filename == name && $0.byteCount == file.byteCount && $0.status != .refused
      }
    }
    // Where the list has no end the file is uploaded again, which costs time alone.
    let listing = try await client.list(
      "/files",
      ["purpose=fine-tune", "limit=1000"],
      "looking for an earlier upload"
    ) { usable($0) != nil }
    return usable(listing.items)
  }

  /// The digits of a content's digest that an upload's name has.
  static func digits(ofDigest digest: String) -> String { String(digest.prefix(digitCount)) }

  private static let digitCount = 32

  /// The digits of a content's digest that the name of an upload has; nil for the name of another's.
  static func digestPrefix(inName name: String) -> String? {
    guard name.hasSuffix(".jsonl") else { return nil }
    let digits = name.dropLast(6).suffix(digitCount + 1)
    guard digits.count == digitCount + 1, digits.first == "-", digits.dropFirst().isLowerHexadecimal
    else {
      return nil
    }
    return String(digits.dropFirst())
  }

  private func send(_ file: DataFile, _ call: APICall) async throws(APIFailure) -> WireFile {
    let form = MultipartFile(
      fields: [("purpose", "fine-tune")],
      file: file,
      named: Self.name(of: file),
      random: { UInt64.random(in: 0...UInt64.max) }
    )
    var call = call
    call.body = .file(form.content)
    call.contentType = form.contentType
    call.repetition = .harmful
    call.deadline = 60 + Double(file.byteCount) / Self.slowestUpload
    let json = try await client.json(call)
    guard let made = WireFile(json) else { throw .unreadable }
    return made
  }

  /// Waits until the service has checked a file.
  private func processed(
    _ file: WireFile,
    _ content: DataFile
  ) async throws(ProviderError) -> WireFile {
    var file = file
    let start = client.clock.now()
    var delay = 0.5
    while file.status == .pending {
      guard client.clock.now() - start < Self.processingPatience else {
        throw .unavailable(
          "'\(content.name)' is at '\(client.configuration.name)' as '\(file.id)', and it was not checked "
            + "there within \(Int(Self.processingPatience / 60)) minutes; run again later"
        )
      }
      if client.clock.now() - start >= 10 {
        client.notes.wait(
          for: content.name,
          now: client.clock.now(),
          "'\(client.configuration.name)' is still checking '\(content.name)', and is asked about it for up "
            + "to \(Int(Self.processingPatience / 60)) minutes"
        )
      }
      try await client.wait(delay)
      delay = min(delay * 1.5, 5)
      let call = APICall.get("/files/\(file.id.urlEscaped)", "asking about '\(content.name)'")
      let json = try await client.fetchJSON(call)
      guard let now = WireFile(json) else {
        throw client.translation.error(.unreadable, of: call)
      }
      file = now
    }
    guard file.status == .processed else {
      throw .rejected(
        "'\(client.configuration.name)' refuses the content of '\(content.name)'"
          + (file.details.map { " (it says: \($0))" } ?? "")
          + (content.name.hasSuffix(".chat.jsonl")
            ? client.translation.advice(onConversationsRefusedFor: file.details ?? "format")
            : "; look whether its models take this layout, or write 'model-kind: chat'")
      )
    }
    return file
  }
}

extension APIClient {
  /// The JSON of a call, whose failure is put into words.
  ///
  /// - Parameters:
  ///   - call: What is asked for.
  ///   - model: The model that the call is about.
  /// - Returns: The answer's body.
  /// - Throws: `ProviderError` with what to do.
  func fetchJSON(_ call: APICall, model: String? = nil) async throws(ProviderError) -> JSON {
    do throws(APIFailure) {
      return try await json(call)
    } catch {
      throw translation.error(error, of: call, model: model)
    }
  }
}

extension StringProtocol {
  /// Whether it consists of the digits of a digest.
  var isLowerHexadecimal: Bool {
    utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
