import Foundation
import TestSupport

/// How a call of a script ended, and what it said.
struct Ending: Equatable {
  var status: Int32
  var messages: String
}

extension Ending {
  /// Calls a script of the package that is written in Python.
  init(ofScript name: String, _ arguments: [String]) async throws {
    let call = try await Subprocess.run(
      ["python3", PackageFolder.path("scripts/\(name)")] + arguments
    )
    status = call.status
    messages = call.output + call.errors
  }
}
