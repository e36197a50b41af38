import System

/// The OpenAPI document of a server, made from its routes.
///
/// It says where what is. What is sent and answered has the forms of the API's public description.
enum OpenAPIDocument {
  /// The document of some routes.
  static func json(_ routes: [Route]) -> JSON {
    let paths = Dictionary(grouping: routes, by: \.pattern).mapValues { routes in
      JSON.object(routes.map { (key: $0.method.lowercased(), value: operation($0)) })
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
      "components": ["securitySchemes": ["key": ["type": "http", "scheme": "bearer"]]],
    ]
  }

  private static func operation(_ route: Route) -> JSON {
    let parameters = route.pathParameters.map { name -> JSON in
      ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
    }
    return ["summary": .string(route.summary), "parameters": .array(parameters)]
  }
}
