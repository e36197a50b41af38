import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import manifest_run

/// What a call of the program printed.
struct Output {
  var results: String
  var messages: String

  /// The object that the program printed.
  func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(results.utf8))
  }
}

/// The lines after which the program's results and messages begin.
private let resultsBegin = "-- results --\n"
private let messagesBegin = "-- messages --\n"

/// Calls the program in a process of its own, in a folder if one is named, and expects an exit status.
func program(
  _ arguments: String...,
  in folder: String = "",
  exits status: Int32 = 0,
  interruptedAfter seconds: Double = 0,
  sourceLocation: SourceLocation = #_sourceLocation
) async throws -> Output {
  let result = await #expect(
    processExitsWith: .exitCode(status),
    observing: [\.standardOutputContent, \.standardErrorContent],
    sourceLocation: sourceLocation
  ) { [arguments = arguments as [String], folder = folder as String, seconds = seconds as Double] in
    if !folder.isEmpty, chdir(folder) != 0 { preconditionFailure("no folder '\(folder)'") }
    if seconds > 0 {
      DispatchQueue.global().async {
        // On a busy machine the program may take long to begin; before it does, a signal ends it.
        while !handlesInterrupts() { usleep(10_000) }
        usleep(UInt32(seconds * 1e6))
        kill(getpid(), SIGINT)
      }
    }
    Terminal.printResult(resultsBegin)
    Terminal.printMessage(messagesBegin)
    await Program.run(ManifestRun.self, arguments)
  }
  let ended = try #require(result, sourceLocation: sourceLocation)
  // What is captured of an output without a byte is not empty, so each begins with a line of ours.
  let results = String(decoding: ended.standardOutputContent, as: UTF8.self)
  let begin = try #require(results.range(of: resultsBegin), sourceLocation: sourceLocation)
  let messages = String(decoding: ended.standardErrorContent, as: UTF8.self)
  let start = try #require(messages.range(of: messagesBegin), sourceLocation: sourceLocation)
  return Output(
    results: String(results[begin.upperBound...]),
    messages: String(messages[start.upperBound...])
  )
}

/// Whether an interrupt would not simply end this process.
private func handlesInterrupts() -> Bool {
  var action = sigaction()
  sigaction(SIGINT, nil, &action)
  #if canImport(Darwin)
  return action.__sigaction_u.__sa_handler != nil
  #else
  return action.__sigaction_handler.sa_handler != nil
  #endif
}

/// A manifest that is done in a moment.
let smallManifest = """
  manifest: 1
  name: small
  dataset: { realized: 12, unrealized: 4 }
  fine-tune: { models: [ada], epochs: 2 }
  """

extension String {
  /// A resolved manifest without the comments that say where its values were written.
  var withoutOrigins: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.replacing(/\ +# .*$/, with: "") }
      .joined(separator: "\n")
  }
}
