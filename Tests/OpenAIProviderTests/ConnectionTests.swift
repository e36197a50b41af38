import Foundation
import HTTP
import TestSupport
import Testing

@testable import OpenAIProvider

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Certificates, proxies and networks on the way to a server.
struct ConnectionTests {
  private func failure(
    _ transport: CurlTransport,
    _ url: String
  ) async throws -> HTTPTransportError? {
    await #expect(throws: HTTPTransportError.self) {
      try await transport.answer(to: HTTPRequest(method: .get, url: url, deadline: 20))
    }
  }

  @Test(.enabled(if: SecureServer.isAvailable))
  func `a certificate that nobody vouches for is refused and its file accepts it`() async throws {
    let server = try await SecureServer()
    let error = try await failure(CurlTransport(), server.url)
    #expect(error?.wasNotSent == true)
    #expect(error?.description.contains("certificate is not trusted here") == true)
    #expect(error?.description.contains("'SSL_CERT_FILE'") == true)
    let transport = CurlTransport(certificates: server.certificate)
    let answer = try await transport.answer(to: HTTPRequest(method: .get, url: server.url))
    #expect(answer.body == Array("ok".utf8))
  }

  @Test(.enabled(if: SecureServer.isAvailable))
  func `a trusted certificate of another host is refused`() async throws {
    let server = try await SecureServer(name: "elsewhere.example")
    let error = try await failure(CurlTransport(certificates: server.certificate), server.url)
    #expect(error?.wasNotSent == true)
    #expect(error?.description.contains("certificate is not trusted here") == true)
  }

  @Test func `certificates that cannot be read are told as such`() async throws {
    let server = try LoopbackServer { _ in .answer(status: 200) }
    let transport = CurlTransport(certificates: "/nowhere/certificates.pem")
    let url = server.url.replacing("http:", with: "https:")
    let error = try await failure(transport, url)
    #expect(error?.description.contains("check the file that 'SSL_CERT_FILE' names") == true)
  }

  @Test func `a proxy of the environment is asked, and named where it is at fault`() async {
    await #expect(processExitsWith: .success) {
      let proxy = try LoopbackServer { request in
        request.method == "CONNECT"
          ? .answer(status: 403) : .answer(status: 200, body: request.path)
      }
      setenv("http_proxy", proxy.url, 1)
      setenv("https_proxy", proxy.url, 1)
      setenv("no_proxy", "direct.invalid", 1)
      let transport = CurlTransport()
      let answer = try await transport.answer(
        to: HTTPRequest(method: .get, url: "http://service.invalid/v1")
      )
      #expect(answer.body == Array("http://service.invalid/v1".utf8))
      let refused = await #expect(throws: HTTPTransportError.self) {
        try await transport.answer(
          to: HTTPRequest(
            method: .post,
            url: "https://service.invalid/v1",
            headers: ["Authorization": "Bearer sk-recognisable"]
          )
        )
      }
      #expect(refused?.wasNotSent == true)
      #expect(refused?.description.hasPrefix("the proxy opens no connection") == true)
      // The proxy is told the host, not what is sent to it.
      #expect(proxy.requests.last?.path == "service.invalid:443")
      #expect(proxy.requests.last?.headers["authorization"] == nil)
      let direct = await #expect(throws: HTTPTransportError.self) {
        try await transport.answer(to: HTTPRequest(method: .get, url: "http://direct.invalid/"))
      }
      #expect(direct?.description.hasPrefix("the host's name is not known") == true)
      setenv("http_proxy", "http://proxy.invalid:3128", 1)
      let unknown = await #expect(throws: HTTPTransportError.self) {
        try await transport.answer(to: HTTPRequest(method: .get, url: "http://service.invalid/"))
      }
      #expect(unknown?.description.hasPrefix("the proxy's name is not known") == true)
    }
  }

  #if canImport(Glibc)
  @Test func `a host that lets nobody in is not waited for beyond the deadline`() async throws {
    // Linux answers no further greeting where as many wait as a listener has room for.
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    var guests: [Int32] = []
    defer { for descriptor in guests + [listener] { close(descriptor) } }
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length)
        getsockname(listener, $0, &length)
        listen(listener, 0)
        for _ in 0..<4 {
          let guest = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
          guests.append(guest)
          _ = fcntl(guest, F_SETFL, O_NONBLOCK)
          _ = connect(guest, $0, length)
        }
      }
    }
    let url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/v1"
    let error = await #expect(throws: HTTPTransportError.self) {
      try await CurlTransport().answer(to: HTTPRequest(method: .post, url: url, deadline: 0.5))
    }
    #expect(error?.wasNotSent == true)
    #expect(error?.description.hasPrefix("no connection came about in time") == true)
  }
  #endif
}
