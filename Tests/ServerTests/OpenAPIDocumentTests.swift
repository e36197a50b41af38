import TestSupport
import Testing

@testable import Server

struct OpenAPIDocumentTests {
  @Test func `the document has every route, and every reference in it leads somewhere`()
    async throws
  {
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
      #expect(operation?["operationId"]?.text == route.operation)
      let named = route.segments.filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() }
      let described = route.parameters.filter(\.isInPath).map(\.name)
      #expect(named.map(String.init) == described)
    }
    let operations = routes.map(\.operation)
    #expect(Set(operations).count == operations.count)
    let schemas = try #require(document["components"]?["schemas"])
    let references = self.references(in: document)
    #expect(references.count > 30)
    for reference in references {
      let name = String(reference.split(separator: "/").last ?? "")
      #expect(schemas[name] != nil, "\(reference)")
    }
  }

  private func references(in json: JSON) -> [String] {
    switch json {
    case .object(let members):
      members.flatMap { member -> [String] in
        member.name == "$ref" ? [member.value.text ?? ""] : references(in: member.value)
      }
    case .array(let items): items.flatMap { references(in: $0) }
    default: []
    }
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
