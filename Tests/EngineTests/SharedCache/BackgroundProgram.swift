import TestSupport

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A program that is ended with the value.
///
/// It does not have the tests' own outputs: whoever waits for these to end would wait for it too if the
/// tests were killed.
final class BackgroundProgram: Sendable {
  private let process: Subprocess

  var identifier: Int32 { process.identifier }

  init(_ words: [String]) throws {
    process = try Subprocess(words)
  }

  /// Waits some seconds for the program to end by itself.
  func waitForEnd() {
    for _ in 0..<2000 where process.isRunning { usleep(10_000) }
  }

  func stop() {
    process.send(SIGKILL)
    waitForEnd()
  }

  deinit { stop() }
}
