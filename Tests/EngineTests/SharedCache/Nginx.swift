import Foundation
import TestSupport

/// nginx on a loopback port, with a store that it serves; it ends with the value.
final class Nginx: Sendable {
  static let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  let url: String

  /// The folder of the store.
  let store: String
  private let process: ServerProcess

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
    process = try ServerProcess(program, "-c", "\(folder)/nginx.conf", "-e", "\(folder)/error.log")
    try LoopbackSocket.waitUntilOpen(port)
  }

  func stop() { process.stop() }
}

/// A process that is ended with the value.
///
/// It does not have the tests' own outputs: whoever waits for these to end would wait for it too if the
/// tests were killed.
final class ServerProcess: Sendable {
  private let process = Process()

  var identifier: Int32 { process.processIdentifier }

  init(_ program: String, _ arguments: String...) throws {
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Waits some seconds for the process to end by itself.
  func waitForEnd() {
    for _ in 0..<2000 where process.isRunning { usleep(10_000) }
  }

  /// Ends the process; others are blocked in what is started on a thread of a queue.
  func stop() {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    waitForEnd()
  }

  deinit { stop() }
}
