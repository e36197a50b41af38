import Synchronization
import System

/// A Python with the packages that it has.
package struct PythonInstallation: Hashable, Sendable {
  /// The program's absolute path, or its name on the search path.
  package var program: String

  /// The versions of Python and of the packages that results may depend on, by their names.
  package var versions: [String: String]

  /// The packages without which nothing can be trained.
  package static let required = ["torch", "transformers", "tokenizers", "safetensors", "numpy"]

  /// The required packages that are not there.
  package var missing: [String] { Self.required.filter { versions[$0] == nil } }
}

/// Looks for a Python that can train, once in this process.
package final class PythonSearch: Sendable {
  private let candidates: [String]
  private let known = Mutex<[String: PythonInstallation?]>([:])

  /// - Parameter candidates: The programs to look for, the first that is there before others.
  package init(candidates: [String]) {
    self.candidates = candidates
  }

  /// The Python that is used.
  ///
  /// - Parameter named: The program that a manifest names; nil where one is looked for.
  /// - Returns: The one named; or of the candidates the first that has all packages, else the first that is
  ///   there; nil where none is.
  package func installation(_ named: String?) -> PythonInstallation? {
    let found = (named.map { [$0] } ?? candidates).lazy.compactMap(self.look)
    return found.first { $0.missing.isEmpty } ?? found.first { _ in true }
  }

  private func look(at program: String) -> PythonInstallation? {
    known.withLock { known in
      if let answer = known[program] { return answer }
      let answer = Self.ask(program)
      known[program] = answer
      return answer
    }
  }

  /// Asks for versions without importing the packages, which would take seconds.
  private static func ask(_ program: String) -> PythonInstallation? {
    let script =
      "import importlib.metadata as m, json, platform; found = {'python': platform.python_version()}; "
      + "names = 'torch transformers tokenizers safetensors peft numpy gguf'.split(); "
      + "here = {d.metadata['Name'].lower(): d.version for d in m.distributions()}; "
      + "found.update({name: here[name] for name in names if name in here}); print(json.dumps(found))"
    guard
      let result = try? ChildProcess.run(
        [program, "-I", "-c", script],
        to: .memory(limit: 1 << 16)
      ), result.status == 0, case .object(let members)? = JSON(result.output)
    else { return nil }
    var versions: [String: String] = [:]
    for member in members {
      if case .string(let version) = member.value { versions[member.name] = version }
    }
    return PythonInstallation(program: program, versions: versions)
  }
}
