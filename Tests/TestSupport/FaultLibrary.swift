import Foundation

/// The library that disturbs a process's calls, compiled from `Tests/FaultTests/faults.c`.
package struct FaultLibrary: Sendable {
  private let folder = TemporaryFolder()

  /// The path for `LD_PRELOAD`.
  package var path: String { folder.path + "/faults.so" }

  /// Compiles the library, which goes away with this value.
  package init() async throws {
    let words = [
      "clang", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
      PackageFolder.path("Tests/FaultTests/faults.c"), "-o", path, "-ldl",
    ]
    let compiler = try await Subprocess.run(words)
    guard compiler.status == 0 else { throw TestFailure(compiler.errors) }
  }
}
