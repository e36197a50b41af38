import Foundation
import TestSupport
import Testing

/// Something bad that happens to a client and its server, and what is to be true afterwards.
struct Trial: Sendable, CustomTestStringConvertible {
  /// What happens, for messages.
  var testDescription: String

  /// A script of the server's faults.
  var faults: String?

  /// Variables of the first client's process, as `faults.c` explains them.
  var variables: [String: String] = [:]

  init(_ name: String, faults: String? = nil, variables: [String: String] = [:]) {
    testDescription = name
    self.faults = faults
    self.variables = variables
  }

  /// The most calls until a client must have succeeded.
  private static let mostCalls = 8

  /// Lets it happen, calls clients until one succeeds, and expects one job and the results of a run
  /// that nothing happened to.
  ///
  /// - Parameters:
  ///   - undisturbed: The run that nothing happened to.
  ///   - place: Where it happens; nil for a place of its own.
  /// - Returns: The first client's ending.
  /// - Throws: What keeps the server or a client from being started.
  @discardableResult
  func check(
    against undisturbed: Undisturbed,
    in place: Rehearsal? = nil
  ) async throws -> ProgramCall.Ending {
    let rehearsal = place ?? undisturbed.another()
    let (first, last, count) = try await rehearsal.withServer(
      port: undisturbed.port,
      faults: faults
    ) { server in
      let call = try rehearsal.call("run", "--json", at: server.address)
      var disturbed = call
      disturbed.environment.merge(variables) { $1 }
      disturbed.environment["FAULTS_ROOT"] = variables.isEmpty ? nil : rehearsal.folder.path
      let first = try await disturbed.ending()
      var last = first
      var count = 1
      while last.status != 0, count < Self.mostCalls {
        last = try await call.ending()
        count += 1
      }
      return (first, last, count)
    }
    #expect(last.status == 0, "\(testDescription): after \(count) calls: \(last.messages)")
    guard last.status == 0 else { return first }
    #expect(rehearsal.jobs.count == 1, "\(testDescription): jobs: \(rehearsal.jobs)")
    let digests = try RunResults(last).digests
    #expect(digests == undisturbed.digests, "\(testDescription)")
    return first
  }
}

/// A run that nothing happens to, and what it leaves.
struct Undisturbed: Sendable {
  let digests: [String: String]

  /// The sorts of the client's calls that can be disturbed, in their order, as `faults.c` writes them.
  let calls: [Character]

  /// The sorts of the calls of the network.
  static let network: Set<Character> = ["n", "R", "P"]

  /// The port of the server: a service's address is part of what is recorded.
  let port: Int

  private let dialect: Dialect
  private let manifest: String

  /// Runs undisturbed, with the library that would disturb it.
  init(_ dialect: Dialect, library: String, manifest: String = Rehearsal.tiny) async throws {
    self.dialect = dialect
    self.manifest = manifest
    let rehearsal = Rehearsal(dialect, manifest: manifest)
    let counted = rehearsal.folder.write("", to: "counted")
    let variables = [
      "LD_PRELOAD": library, "FAULTS_ROOT": rehearsal.folder.path, "FAULTS_COUNT": counted,
      "FAULTS_NETWORK": dialect.creation + " ",
    ]
    let (ending, port) = try await rehearsal.withServer { server in
      let call = try rehearsal.call("run", "--json", at: server.address, variables: variables)
      return (try await call.ending(), server.port)
    }
    try #require(ending.status == 0, "\(ending.messages)")
    #expect(rehearsal.jobs.count == 1)
    digests = try RunResults(ending).digests
    calls = Array(String(decoding: rehearsal.folder.bytes(of: "counted"), as: UTF8.self))
    self.port = port
    #expect(calls.count { $0 == "P" } == 1)
  }

  /// The numbers of some calls before, at and after the sending of the request for a job.
  var callsAroundRequest: [Int] {
    guard let place = calls.firstIndex(of: "P") else { return [] }
    return [-16, -6, 0, 1, 2, 3, 5, 8, 14].map { place + 1 + $0 }
      .filter(calls.indices.contains)
  }

  /// The number of the first call after the request for a job that changes a file.
  var firstChangeAfterRequest: Int? {
    calls.firstIndex(of: "P").flatMap { place in
      calls[place...].firstIndex { !Self.network.contains($0) }
    }.map { $0 + 1 }
  }

  /// A place for another run of the same.
  func another() -> Rehearsal { Rehearsal(dialect, manifest: manifest) }
}
