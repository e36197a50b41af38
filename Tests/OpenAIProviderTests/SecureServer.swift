import Foundation
import TestSupport

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// An HTTPS server on this machine with a certificate that it signed itself.
final class SecureServer {
  let port: Int

  /// The file with its certificate.
  let certificate: String

  var url: String { "https://localhost:\(port)" }

  private let folder = TemporaryFolder()
  private let server: Subprocess

  /// Whether the programs are here that it needs.
  static var isAvailable: Bool {
    ["openssl", "python3"].allSatisfy { program in
      (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
      }
    }
  }

  /// A server whose certificate is for `name`.
  init(name: String = "localhost") async throws {
    certificate = folder.path + "/certificate.pem"
    let key = folder.path + "/key.pem"
    let openssl = try await Subprocess.run([
      "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key,
      "-out", certificate, "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)",
    ])
    guard openssl.status == 0 else { throw TestFailure(openssl.errors) }
    let script = """
      import http.server, ssl, sys
      class Handler(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200)
              self.send_header("Content-Length", "2")
              self.end_headers()
              self.wfile.write(b"ok")
      server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain(sys.argv[1], sys.argv[2])
      server.socket = context.wrap_socket(server.socket, server_side=True)
      print(server.server_address[1], flush=True)
      server.serve_forever()
      """
    server = try Subprocess(
      ["python3", "-c", script, certificate, key],
      output: .file(folder.path + "/port")
    )
    while folder.lines(of: "port").isEmpty, server.isRunning {
      try await Task.sleep(for: .milliseconds(5))
    }
    port = folder.lines(of: "port").first.flatMap { Int($0) } ?? 0
  }

  deinit { server.send(SIGKILL) }
}
