import Foundation
import TestSupport

/// How a call of a script ended, and what it said.
struct Ending: Equatable {
  var status: Int32
  var messages: String
}

extension Ending {
  /// Calls a script of the package that is written in Python.
  init(ofScript name: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", PackageFolder.path("scripts/\(name)")] + arguments
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardError = output
    process.standardOutput = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    status = process.terminationStatus
    messages = String(decoding: text, as: UTF8.self)
  }
}
