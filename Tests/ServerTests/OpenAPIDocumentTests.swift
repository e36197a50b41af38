import System
import TestSupport
import Testing

@testable import Server

struct OpenAPIDocumentTests {
  @Test func `the document has every route with what stands in its path`() async throws {
    let folder = TemporaryFolder()
    let store = try Store(folder: try StateFolder(path: folder.path))
    let routes = RouteTable(queue: JobQueue(store: store, provider: FakeProvider(), slots: 1))
      .routes
    let document = try await withServer(in: TemporaryFolder()) { client in
      try await client.send("GET", "/openapi.json").json
    }
    #expect(document["openapi"] == "3.1.0")
    for route in routes where route.pattern != "/openapi.json" {
      let operation = document["paths"]?[route.pattern]?[route.method.lowercased()]
      #expect(operation?["summary"]?.text == route.summary)
      let named = route.segments.filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() }
      guard case .array(let parameters) = operation?["parameters"] else {
        throw TestClient.Failure("no parameters of \(route.name)")
      }
      let described = parameters.filter { $0["in"] == "path" }.compactMap { $0["name"]?.text }
      #expect(named.map(String.init) == described)
    }
    #expect(Set(routes.map(\.name)).count == routes.count)
  }
}

struct JSONTests {
  @Test(arguments: [
    "null", "true", "-3", "0.1", "1e-07", #""a\"\\\n\u0001é""#, "[1,[],{}]", #"{"b":1,"a":[null]}"#,
  ])
  func `a value is written as it was read`(text: String) throws {
    let value = try #require(JSON(parsing: Array(text.utf8)))
    #expect(JSON(parsing: value.bytes) == value)
    if !text.contains("{\"b\"") { #expect("\(value)" == text) }
  }

  @Test func `a text of very many values is refused at once, and one of many characters is not`() {
    let numbers = Array(("[" + String(repeating: "1,", count: 2_000_000) + "1]").utf8)
    #expect(JSON(parsing: numbers) == nil)
    #expect(JSON(parsing: Array("[\(String(repeating: "1,", count: 1000))1]".utf8)) != nil)
    let text = JSON.string(String(repeating: #",[{\""#, count: 100_000))
    #expect(JSON(parsing: text.bytes) == text)
  }

  @Test func `what is no number is written as null`() {
    #expect("\(JSON.array([.number(.nan), .number(.infinity)]))" == "[null,null]")
  }

  @Test(arguments: ["", "{", "[1 2]", "nul", "\"", String(repeating: "[", count: 100_000)])
  func `what is no JSON is no value`(text: String) {
    #expect(JSON(parsing: Array(text.utf8)) == nil)
  }
}
