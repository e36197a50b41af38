import Foundation
import LocalProvider
import Providers
import System
import TestSupport
import Testing

@testable import Server

/// Runs a server on any free port while a body does, and stops it.
@discardableResult
func withServer<Value: Sendable>(
  in folder: TemporaryFolder,
  provider: any Provider = FakeProvider(),
  offering offered: [OfferedModel] = [],
  key: String? = nil,
  faults: String? = nil,
  slots: Int = 1,
  // What a test of something else is given up for must not depend on how busy the machine is.
  silentSeconds: Int = 1800,
  log: @escaping @Sendable (String) -> Void = { _ in },
  _ body: @escaping @Sendable (TestClient) async throws -> Value
) async throws -> Value {
  var configuration = ProviderServer.Configuration(
    port: 0,
    key: key,
    stateFolder: folder.path + "/state",
    slots: slots,
    faults: faults.map { Array($0.utf8) }
  )
  configuration.silentSeconds = silentSeconds
  let server = try ProviderServer(
    configuration,
    provider: provider,
    offering: offered,
    log: log
  )
  let (addresses, continuation) = AsyncStream.makeStream(of: String.self)
  return try await withThrowingTaskGroup(of: Value?.self) { group in
    group.addTask {
      try await server.run { continuation.yield($0) }
      return nil
    }
    group.addTask {
      for await address in addresses {
        return try await body(TestClient(address: address, key: key))
      }
      return nil
    }
    defer { group.cancelAll() }
    while let value = try await group.next() {
      if let value {
        group.cancelAll()
        while (try? await group.next()) != nil {}
        return value
      }
    }
    throw TestClient.Failure("the server ended")
  }
}

/// Examples that are learned in a moment.
let examples = (0..<12).map {
  #"{"prompt": "What is item \#($0)? A:", "completion": " thing\#($0)\n"}"# + "\n"
}.joined()

extension TestClient {
  /// Uploads a text and returns the file's id.
  func upload(
    _ text: String = examples,
    named name: String = "train.jsonl",
    purpose: String = "fine-tune"
  ) async throws -> String {
    let answer = try await self.answer(to: uploadRequest(text, named: name, purpose: purpose))
    return try #require(answer.json["id"]?.text)
  }

  /// The bytes of an upload as the official clients send them.
  func uploadRequest(_ text: String, named name: String, purpose: String) -> [UInt8] {
    let boundary = "0123456789abcdef0123456789abcdef"
    let body =
      "--\(boundary)\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n\(purpose)\r\n"
      + "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
      + "Content-Type: application/octet-stream\r\n\r\n\(text)\r\n--\(boundary)--\r\n"
    return request(
      "POST",
      "/v1/files",
      body: Array(body.utf8),
      type: "multipart/form-data; boundary=\(boundary)"
    )
  }

  /// Makes a job and returns it.
  func job(_ path: String, _ body: JSON) async throws -> JSON {
    let answer = try await send("POST", path, body)
    #expect(answer.status == 200, "\(answer.text)")
    return answer.json
  }

  /// Waits until a job has a status, and returns it.
  func job(_ path: String, is status: String) async throws -> JSON {
    for _ in 0..<600 {
      let job = try await send("GET", path).json
      if job["status"]?.text == status { return job }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Failure("the job never had the status '\(status)': \(try await send("GET", path).text)")
  }
}
