package import System

/// One request, complete but for the connection.
package struct HTTPRequest: Sendable {
  package enum Method: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
  }

  /// What is sent after the headers.
  package enum Body: Hashable, Sendable {
    case none
    case bytes([UInt8])

    /// The content of a file, read piece by piece while it is sent.
    case file(FileContent)
  }

  /// A file's content with what is sent before and after it.
  package struct FileContent: Hashable, Sendable {
    package var path: String

    /// The file's size in bytes; one of another size is not sent.
    package var byteCount: Int

    package var prefix: [UInt8]
    package var suffix: [UInt8]

    /// Whether the path may be a symbolic link.
    package var followsLinks: Bool

    package init(
      path: String,
      byteCount: Int,
      prefix: [UInt8] = [],
      suffix: [UInt8] = [],
      followsLinks: Bool = true
    ) {
      self.path = path
      self.byteCount = byteCount
      self.prefix = prefix
      self.suffix = suffix
      self.followsLinks = followsLinks
    }
  }

  package var method: Method

  /// The absolute address.
  package var url: String

  package var headers: [String: String]
  package var body: Body

  /// The most seconds from the start of the request to the end of the answer; infinite for no such limit.
  package var deadline: Double

  /// The most bytes of an answer's content that are kept; a longer one is cut off there.
  package var largestAnswer: Int

  /// The open file that gets the content of an answer with status 200, in place of memory; that of any
  /// other is dropped then.
  package var output: FileDescriptor?

  /// Whether the server is asked whether it takes a large body before that is sent.
  ///
  /// Many servers do not know the question ('Expect'); each would be waited for, and may refuse it.
  package var asksFirst = false

  /// Whether the request may be carried out twice without harm.
  ///
  /// One that may not is sent on a connection of its own: on a connection that was used before, an
  /// HTTP library sends again by itself what the other side closed without an answer.
  package var isRepeatable: Bool

  package init(
    method: Method,
    url: String,
    headers: [String: String] = [:],
    body: Body = .none,
    deadline: Double = 60,
    largestAnswer: Int = 64 << 20,
    isRepeatable: Bool = true
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.deadline = deadline
    self.largestAnswer = largestAnswer
    self.isRepeatable = isRepeatable
  }
}
