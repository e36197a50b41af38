import Foundation
import TestSupport

/// nginx on a loopback port, with a store that it serves; it ends with the value.
final class Nginx: Sendable {
  static let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  let url: String

  /// The folder of the store.
  let store: String
  private let process: BackgroundProgram

  /// Starts a server; one that is read-only refuses PUT.
  init(in folder: String, isReadOnly: Bool = false) throws {
    guard let program = Self.program else { preconditionFailure("nginx is not installed") }
    let port = try LoopbackSocket.freePort()
    store = "\(folder)/store"
    url = "http://127.0.0.1:\(port)"
    for name in ["store", "temporary"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)",
        withIntermediateDirectories: true
      )
    }
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map { "\($0)_temp_path \(folder)/temporary/\($0);" }.joined(separator: "\n  ")
    let methods =
      isReadOnly
      ? "limit_except GET { deny all; }"
      : "dav_methods PUT; create_full_put_path on; limit_except GET PUT { deny all; }"
    let configuration = """
      daemon off;
      master_process off;
      pid \(folder)/nginx.pid;
      error_log \(folder)/error.log;
      events {}
      http {
        access_log off;
        \(temporary)
        server {
          listen 127.0.0.1:\(port);
          root \(store);
          client_max_body_size 0;
          location ~ "^/(ac|cas)/[0-9a-f]{64}$" { \(methods) }
          location / { return 404; }
        }
      }
      """
    try Files.write(configuration, to: "\(folder)/nginx.conf")
    let options = ["-c", "\(folder)/nginx.conf", "-e", "\(folder)/error.log"]
    process = try BackgroundProgram([program] + options)
    try LoopbackSocket.waitUntilOpen(port)
  }

  func stop() { process.stop() }
}
