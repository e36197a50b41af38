import Providers
import Synchronization
import System

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A Python with the packages that it has.
struct PythonInstallation: Hashable, Sendable {
  /// The program's absolute path, or its name on the search path.
  var program: String

  /// The versions of Python and of the packages that results may depend on, by their names.
  var versions: [String: String]

  /// Whether packages are installed for it alone, as in a virtual environment.
  var isEnvironment: Bool

  /// The required packages that are not there.
  ///
  /// - Parameter own: The values of the provider's own training parameters.
  /// - Returns: Their names, in the order of the requirements.
  func missing(for own: [String: ParameterValue]) -> [String] {
    WorkerRequirements.packages(for: own).filter { versions[$0] == nil }
  }
}

/// Why there is no Python that can train, and what to do.
struct Shortage: Error {
  /// A clause.
  var problem: String

  /// The line for a shell that mends it.
  var command: String
}

/// Looks for a Python that can train, once in this process.
final class PythonSearch: Sendable {
  private enum Answer {
    case installation(PythonInstallation)
    case absent

    /// It could not be asked; why, as a clause whose subject is the program.
    case unusable(String)
  }

  private let candidates: [String]
  private let answers = Mutex<[String: Answer]>([:])

  /// - Parameter candidates: The programs to look for, the first that is there before others.
  init(candidates: [String]) {
    self.candidates = candidates
  }

  /// The Python that is used.
  ///
  /// - Parameter own: The values of the provider's own training parameters, which may name a program.
  /// - Returns: The one named; or of the candidates the first that has all packages, else the first that is
  ///   there.
  /// - Throws: `Shortage` where none is.
  func installation(
    for own: [String: ParameterValue]
  ) throws(Shortage) -> PythonInstallation {
    let named = TrainingKeys.python(own)
    var found: PythonInstallation?
    var problem: String?
    for program in named.map({ [$0] }) ?? candidates {
      switch answer(of: program) {
      case .installation(let python):
        if python.missing(for: own).isEmpty { return python }
        found = found ?? python
      case .unusable(let words): problem = problem ?? "'\(program)' \(words)"
      case .absent: break
      }
    }
    if let found { return found }
    let words = problem ?? "no Python was found" + (named.map { " at '\($0)'" } ?? "")
    throw Shortage(
      problem: "\(words); name a Python of 3.11 or later as 'fine-tune.python', or install one",
      command: WorkerRequirements.installation(of: WorkerRequirements.all, into: nil)
    )
  }

  /// What a Python lacks to train; nil where it has all.
  func shortage(
    of python: PythonInstallation,
    for own: [String: ParameterValue]
  ) -> Shortage? {
    let missing = python.missing(for: own)
    guard !missing.isEmpty else { return nil }
    return Shortage(
      problem: "'\(python.program)' lacks \(missing.joined(separator: ", "))",
      command: WorkerRequirements.installation(of: missing, into: python)
    )
  }

  /// What a Python computes on, which takes it seconds to find out.
  ///
  /// - Returns: The device in words; nil where it cannot say.
  func device(of python: PythonInstallation) -> String? {
    guard case .success(let found) = Self.look(at: python.program, ["device"]) else { return nil }
    return found.device.map { "\($0)" }
  }

  private func answer(of program: String) -> Answer {
    answers.withLock { answers in
      if let answer = answers[program] { return answer }
      let answer = Self.ask(program)
      answers[program] = answer
      return answer
    }
  }

  /// Asks for versions without importing the packages, which would take seconds.
  private static func ask(_ program: String) -> Answer {
    switch look(at: program, []) {
    case .failure(.absent): return .absent
    case .failure(.unusable(let words)): return .unusable(words)
    case .success(let found):
      return .installation(
        PythonInstallation(
          program: program,
          versions: found.versions,
          isEnvironment: found.isEnvironment
        )
      )
    }
  }

  private enum Failure: Error {
    case absent
    case unusable(String)
  }

  /// Has a Python run the worker's file on machines by itself.
  private static func look(
    at program: String,
    _ arguments: [String]
  ) -> Result<MachineReport, Failure> {
    let code = String(decoding: PackageResources.machine_py, as: UTF8.self)
    let result: ChildProcess.Result
    do {
      result = try ChildProcess.run(
        [program, "-I", "-c", code] + arguments,
        to: .memory(limit: 1 << 16)
      )
    } catch .notStarted(nil) {
      return .failure(.absent)
    } catch .notStarted(let words?) {
      return .failure(.unusable("cannot be started: \(words)"))
    } catch {
      return .failure(.unusable("says too much"))
    }
    guard result.status == 0 else {
      let last = result.errors.split(separator: "\n").last.map { ": \($0)" } ?? ""
      return .failure(.unusable("ended with status \(result.status)\(last)"))
    }
    guard let found = try? JSONDecoder().decode(MachineReport.self, from: Data(result.output))
    else { return .failure(.unusable("does not answer as a Python does")) }
    return .success(found)
  }
}

/// What the worker's file on machines tells.
private struct MachineReport: Decodable {
  var versions: [String: String]
  var isEnvironment: Bool
  var device: Device?

  enum CodingKeys: String, CodingKey {
    case versions, device
    case isEnvironment = "is_environment"
  }

  struct Device: Decodable, CustomStringConvertible {
    var name: String

    /// Of one that is a processor.
    var threads: Int?

    /// The GPUs that there are, and the first one's memory in bytes.
    var count: Int?
    var memory: Int?

    var description: String {
      guard let count, let memory else { return "\(name), \(threads ?? 1) threads, no GPU" }
      return "\(count) of \(name), \(memory >> 30) GiB each"
    }
  }
}
