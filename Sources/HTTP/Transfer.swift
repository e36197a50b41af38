import CCurl
internal import System

/// What moves between a request, its answer and libcurl while the request is sent.
final class Transfer {
  /// A piece of a body.
  private enum Part {
    case bytes([UInt8])
    case file(FileDescriptor, byteCount: Int)

    var byteCount: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .file(_, let byteCount): byteCount
      }
    }
  }

  /// The longest head of an answer that is kept.
  private static let longestHead = 1 << 20

  let request: HTTPRequest
  let handle: CurlHandle

  /// The list of header lines at libcurl.
  var headers: UnsafeMutableRawPointer?

  /// Where libcurl says what went wrong.
  let problem = UnsafeMutablePointer<CChar>.allocate(capacity: CurlValue.errorBufferSize)

  /// Why the answer cannot be written.
  private(set) var writeProblem: String?

  private(set) var head: [UInt8] = []
  private(set) var body: [UInt8] = []
  private(set) var isCut = false

  /// How much of the answer's content is in memory or written.
  private var kept = 0

  private let parts: [Part]

  /// The part that is sent now and how much of it has been.
  private var part = 0
  private var partSent = 0

  /// A transfer of a request, whose body may be an open file, on a handle that nobody else uses.
  init(_ request: HTTPRequest, file: FileDescriptor?, on handle: CurlHandle) {
    self.request = request
    self.handle = handle
    let parts: [Part]
    switch request.body {
    case .none: parts = []
    case .bytes(let bytes): parts = [.bytes(bytes)]
    case .file(let content):
      let middle = file.map { [Part.file($0, byteCount: content.byteCount)] } ?? []
      parts = [.bytes(content.prefix)] + middle + [.bytes(content.suffix)]
    }
    self.parts = parts.filter { $0.byteCount > 0 }
    problem.initialize(repeating: 0, count: CurlValue.errorBufferSize)
  }

  deinit {
    handle.curl.slist_free_all(headers)
    problem.deallocate()
  }

  /// The size of the body in bytes.
  var bodySize: Int { parts.reduce(0) { $0 + $1.byteCount } }

  /// The object that libcurl was given as a context.
  static func at(_ context: UnsafeMutableRawPointer) -> Transfer {
    Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  }

  /// Takes a piece of the answer's content.
  ///
  /// - Returns: The bytes that were taken; fewer than all end the transfer.
  func take(_ bytes: UnsafeRawBufferPointer) -> Int {
    if request.output != nil, handle.number(.status) != 200 { return bytes.count }
    let wanted = UnsafeRawBufferPointer(rebasing: bytes.prefix(request.largestAnswer - kept))
    if let output = request.output {
      do {
        try output.write(wanted)
      } catch {
        writeProblem = "cannot write: \(error.code)"
        return 0
      }
    } else {
      body += wanted
    }
    kept += wanted.count
    isCut = wanted.count < bytes.count
    return isCut ? 0 : bytes.count
  }

  /// Takes a line of a head.
  ///
  /// - Returns: The bytes that were taken; fewer than all end the transfer.
  func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
    // Each head begins so: those of proxies and of answers on the way (100 Continue) are followed by
    // the last.
    if bytes.starts(with: "HTTP/".utf8) { head = [] }
    guard head.count + bytes.count <= Self.longestHead else { return 0 }
    head += bytes
    return bytes.count
  }

  /// Gives the next piece of the body.
  ///
  /// - Returns: Its bytes; 0 at the body's end.
  func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard part < parts.count else { return 0 }
    var count = min(buffer.count, parts[part].byteCount - partSent)
    switch parts[part] {
    case .bytes(let bytes):
      buffer.copyBytes(from: bytes[partSent..<partSent + count])
    case .file(let file, _):
      let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
      count = (try? file.read(into: wanted)) ?? 0
      // An end before the size that was told would leave the other side waiting.
      guard count > 0 else { return CurlValue.readAbort }
    }
    partSent += count
    if partSent == parts[part].byteCount { (part, partSent) = (part + 1, 0) }
    return count
  }
}
