internal import System

/// The format as a JSON Schema, which editors complete and check manifests with.
///
/// Source: JSON Schema, draft 2020-12.
package struct JSONSchema {
  /// What a schema says of one value.
  fileprivate typealias Members = [(key: String, value: JSON)]

  private let format: ManifestFormat

  package init(_ format: ManifestFormat) {
    self.format = format
  }

  /// The schema as text.
  package var text: String {
    let root = object(of: format.keys, path: "", isInherited: true)
    let head: Members = [
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      ("title", .string("manifest-run manifest")),
      (
        "description",
        .string("A fine-tuning experiment, version \(ManifestSchema.version) of the format.")
      ),
    ]
    // A manifest that extends others may leave to them what every manifest must have.
    let required = format.keys.filter(\.isRequired).map { JSON.string($0.name) }
    let condition: Members = [
      ("if", .object([("not", .object([("required", .array([.string("extends")]))]))])),
      ("then", .object([("required", .array(required))])),
    ]
    return JSON.object(head + root + condition).pretty
  }

  /// What holds of a mapping; which keys it must have is said where it stands.
  ///
  /// - Parameters:
  ///   - keys: Its keys.
  ///   - path: Where it stands.
  ///   - isInherited: Whether null may stand for each of its values, to take away what is inherited.
  /// - Returns: The members of the mapping's schema.
  private func object(of keys: [Key], path: String, isInherited: Bool) -> Members {
    let properties = keys.map { key in
      let path = path.isEmpty ? key.name : "\(path).\(key.name)"
      return (key: key.name, value: schema(of: key, path: path, isInherited: isInherited))
    }
    return [
      ("type", .string("object")),
      ("properties", .object(properties)),
      ("additionalProperties", .boolean(false)),
    ]
  }

  private func schema(of key: Key, path: String, isInherited: Bool) -> JSON {
    var members: Members = [
      ("description", .string(key.explainedSummary))
    ]
    let constraints = constraints(of: key.type, path: path)
    let takesNull =
      isInherited && !key.isRequired && !ManifestSchema.uninheritedKeys.contains(key.name)
    members += takesNull ? constraints.map(Self.orNull) : constraints
    if case .value(let content) = key.default {
      members.append(("default", JSON(content)))
    }
    return .object(members)
  }

  /// A constraint on values that takes null too.
  private static func orNull(_ constraint: Members.Element) -> Members.Element {
    switch constraint {
    case ("type", let type): ("type", .array([type, .string("null")]))
    case ("enum", .array(let words)): ("enum", .array(words + [.null]))
    case ("anyOf", .array(let types)):
      ("anyOf", .array(types + [.object([("type", .string("null"))])]))
    default: constraint
    }
  }

  /// What a type says on the values that may stand at a path.
  private func constraints(of type: ValueType, path: String) -> Members {
    switch type {
    case .text(let rule):
      return [("type", .string("string"))] + rule.constraints
    case .integer(let range):
      if range.lowerBound == range.upperBound {
        return [("type", .string("integer")), ("const", .integer(range.lowerBound))]
      }
      let upper = range.upperBound == .max ? [] : [("maximum", JSON.integer(range.upperBound))]
      return [("type", .string("integer")), ("minimum", .integer(range.lowerBound))] + upper
    case .number(let range):
      return [("type", .string("number"))] + range.constraints
    case .boolean:
      return [("type", .string("boolean"))]
    case .word(let words):
      return [("enum", .array(words.map(JSON.string)))]
    case .list(let item, let count, let unique):
      return [
        ("type", .string("array")),
        ("items", .object(itemConstraints(of: item, path: path))),
        ("minItems", .integer(count.lowerBound)),
        ("maxItems", .integer(count.upperBound)),
      ] + (unique ? [("uniqueItems", .boolean(true))] : [])
    case .mapping(let keys):
      return object(of: keys, path: path, isInherited: true)
    case .matrix:
      return matrix
    case .scalarOrList(let scalar, let list):
      let schemas = [scalar, list].map { JSON.object(constraints(of: $0, path: path)) }
      return [("anyOf", .array(schemas))]
    }
  }

  /// Lists replace each other as a whole, so nothing of an item is written elsewhere.
  private func itemConstraints(of type: ValueType, path: String) -> Members {
    guard case .mapping(let keys) = type else { return constraints(of: type, path: path) }
    let required = keys.filter(\.isRequired).map { JSON.string($0.name) }
    return object(of: keys, path: path, isInherited: false) + [("required", .array(required))]
  }

  /// A list of values for each key path that can vary, each value as it may stand at the path, and
  /// lists of combinations.
  private var matrix: Members {
    let fixed = Set(MatrixReader.fixed.map(\.path))
    let paths = format.paths.filter { !fixed.contains($0) }
    let values = paths.map { path in
      let pointer = "#/properties/" + path.split(separator: ".").joined(separator: "/properties/")
      let notNull = JSON.object([("type", .string("null"))])
      let value = JSON.object([("$ref", .string(pointer)), ("not", notNull)])
      return (key: path, value: value)
    }
    // Null takes an inherited list away.
    func list(of item: JSON) -> JSON {
      .object([
        ("type", .array([.string("array"), .string("null")])),
        ("items", item),
        ("minItems", .integer(1)),
        ("uniqueItems", .boolean(true)),
      ])
    }
    let combination = JSON.object([
      ("type", .string("object")),
      ("properties", .object(values)),
      ("additionalProperties", .boolean(false)),
      ("minProperties", .integer(1)),
    ])
    let lists =
      values + [Matrix.includeKey, Matrix.excludeKey].map { (key: $0, value: combination) }
    return [
      ("type", .string("object")),
      ("properties", .object(lists.map { ($0.key, list(of: $0.value)) })),
      ("additionalProperties", .boolean(false)),
    ]
  }
}

extension JSON {
  /// A value of the format.
  init(_ content: ResolvedValue.Content) {
    self =
      switch content {
      case .boolean(let value): .boolean(value)
      case .integer(let value): .integer(value)
      case .number(let value): .shortest(value)
      case .string(let value): .string(value)
      case .list(let items): .array(items.map { JSON($0.content) })
      case .mapping(let entries):
        .object(entries.map { (key: $0.key, value: JSON($0.value.content)) })
      }
  }
}

extension ValueType.TextRule {
  fileprivate var constraints: JSONSchema.Members {
    switch self {
    case .nonEmpty: [("minLength", .integer(1))]
    case .name: [("pattern", .string("^[A-Za-z0-9_-][A-Za-z0-9._-]*$"))]
    case .pairs: [("pattern", .string("^builtin$|\\.(jsonl|csv|tsv)$"))]
    case .timeSpan: [("pattern", .string("^[0-9]{1,9}[smhdw]$"))]
    }
  }
}

extension ValueType.NumberRange {
  fileprivate var constraints: JSONSchema.Members {
    guard self != .any else { return [] }
    let bound = includesLower ? "minimum" : "exclusiveMinimum"
    let upper = upper == .infinity ? [] : [("maximum", JSON.shortest(upper))]
    return [(bound, .shortest(lower))] + upper
  }
}
