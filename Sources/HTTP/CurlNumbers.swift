/// Options of a request, by the type of their value.
///
/// The numbers are those of curl/curl.h and curl/multi.h, which never change.
enum CurlOption {
  enum Number: Int32 {
    case stallBytes = 19
    case stallSeconds = 20
    case noBody = 44
    case upload = 46
    case post = 47
    case followsRedirects = 52
    case freshConnection = 74
    case forbidsReuse = 75
    case get = 80
    case httpVersion = 84
    case noSignal = 99
    case milliseconds = 155
    case connectMilliseconds = 156
    case protocols = 181
    case suppressesConnectHeaders = 265
    case quickExit = 318
  }

  enum Size: Int32 {
    case uploadSize = 30_115
    case postSize = 30_120
  }

  enum Text: Int32 {
    case url = 10_002
    case userAgent = 10_018
    case method = 10_036
    case certificates = 10_065
  }

  enum Pointer: Int32 {
    case writeContext = 10_001
    case readContext = 10_009
    case errorBuffer = 10_010
    case headers = 10_023
    case headerContext = 10_029
  }

  enum Callback: Int32 {
    case write = 20_011
    case read = 20_012
    case header = 20_079
  }

  static let socket: Int32 = 20_148
}

/// What libcurl has found out about a request.
enum CurlInfo {
  enum Number: Int32 {
    case status = 0x20_0002
    case requestSize = 0x20_000C
    case connectStatus = 0x20_0016
    case systemError = 0x20_0019
  }

  static let length: Int32 = 0x60_000F
}

/// How a request ended.
enum CurlCode {
  static let unsupportedProtocol: Int32 = 1
  static let malformedURL: Int32 = 3
  static let proxyName: Int32 = 5
  static let hostName: Int32 = 6
  static let connect: Int32 = 7
  static let weirdReply: Int32 = 8
  static let partial: Int32 = 18
  static let read: Int32 = 26
  static let timedOut: Int32 = 28
  static let tls: Int32 = 35
  static let aborted: Int32 = 42
  static let nothing: Int32 = 52
  static let send: Int32 = 55
  static let receive: Int32 = 56
  static let certificate: Int32 = 60
  static let rewind: Int32 = 65
  static let certificatesFile: Int32 = 77
  static let proxy: Int32 = 97

  /// In place of the library's codes: that it failed as a whole, and that nobody wants the answer.
  static let failed: Int32 = -1
  static let cancelled: Int32 = -2
}

/// Other numbers that libcurl is told or tells.
enum CurlValue {
  static let httpAndHTTPS = 1 | 2
  static let http11 = 2
  static let readAbort = 0x1000_0000
  static let errorBufferSize = 256
  static let messageDone: Int32 = 1
}
