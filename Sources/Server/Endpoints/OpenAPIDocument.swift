/// The OpenAPI document of a server, made from its routes.
enum OpenAPIDocument {
  /// The document of some routes.
  static func json(_ routes: [Route]) -> JSON {
    var patterns: [String] = []
    for route in routes where !patterns.contains(route.pattern) { patterns.append(route.pattern) }
    let paths = patterns.map { pattern in
      JSON.Member(
        name: pattern,
        value: .object(
          routes.filter { $0.pattern == pattern }.map {
            JSON.Member(name: $0.method.lowercased(), value: operation($0))
          }
        )
      )
    }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "manifest-run serve",
        "version": "1",
        "description": "Models that are tuned on this machine, over the OpenAI API.",
      ],
      "servers": [["url": "/"]],
      "security": [[:], ["key": []]],
      "paths": .object(paths),
      "components": [
        "securitySchemes": ["key": ["type": "http", "scheme": "bearer"]],
        "schemas": .object(
          OpenAPISchemas.all.map { JSON.Member(name: $0.name, value: $0.schema) }
        ),
      ],
    ]
  }

  private static func operation(_ route: Route) -> JSON {
    var json: JSON = [
      "operationId": .string(route.operation), "summary": .string(route.summary),
    ]
    if !route.parameters.isEmpty {
      json = json.adding("parameters", .array(route.parameters.map(parameter)))
    }
    if let content = content(route.request) {
      json = json.adding("requestBody", ["required": true, "content": content])
    }
    return json.adding(
      "responses",
      [
        "200": ["description": "Done.", "content": content(route.response) ?? [:]],
        "default": [
          "description": "What went wrong.",
          "content": ["application/json": ["schema": reference("Error")]],
        ],
      ]
    )
  }

  private static func parameter(_ parameter: Route.Parameter) -> JSON {
    [
      "name": .string(parameter.name), "in": parameter.isInPath ? "path" : "query",
      "required": .bool(parameter.isInPath), "description": .string(parameter.meaning),
      "schema": parameter.schema,
    ]
  }

  private static func content(_ content: Route.Content) -> JSON? {
    switch content {
    case .json(let name): ["application/json": ["schema": reference(name)]]
    case .multipart(let name): ["multipart/form-data": ["schema": reference(name)]]
    case .bytes: ["application/octet-stream": [:]]
    case .events(let name):
      [
        "application/json": ["schema": reference(name)],
        "text/event-stream": ["schema": ["type": "string"]],
      ]
    case .none: nil
    }
  }

  private static func reference(_ name: String) -> JSON {
    ["$ref": .string("#/components/schemas/\(name)")]
  }
}
