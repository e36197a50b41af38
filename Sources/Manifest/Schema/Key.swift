/// One key of the format: what it means, what may stand there and what holds where it is left out.
package struct Key: Sendable {
  /// What holds where the key is left out.
  package enum Default: Sendable {
    /// Leaving the key out is an error.
    case required

    /// The key has no value then.
    case absent

    case value(ResolvedValue.Content)

    /// A mapping whose keys have their own defaults.
    case fromKeys
  }

  package var name: String

  /// One sentence on what the key means, with the unit of its value.
  package var summary: String

  package var type: ValueType
  package var `default`: Default

  /// A value that is not the default, on one line of YAML; nil where the default shows enough.
  package var example: String?

  /// The providers that have the key; empty where all have it.
  package internal(set) var providers: [String] = []

  /// Whether results can differ where only this key does.
  package var changesResult: Bool

  package init(
    _ name: String,
    _ type: ValueType,
    default: Default,
    changesResult: Bool = true,
    _ summary: String,
    example: String? = nil
  ) {
    self.name = name
    self.summary = summary
    self.type = type
    self.default = `default`
    self.changesResult = changesResult
    self.example = example
  }

  /// A mapping that may be left out because all its keys may.
  package init(_ name: String, _ summary: String, keys: [Key]) {
    self.init(name, .mapping(keys), default: .fromKeys, summary)
  }
}

extension Key {
  /// What holds where the key is left out, or nil where it then has no value.
  var defaultContent: ResolvedValue.Content? {
    switch `default` {
    case .required, .absent: return nil
    case .value(let content): return content
    case .fromKeys:
      guard case .mapping(let keys) = type else { return nil }
      // What a provider has of its own is added once it is known who trains.
      return .mapping(
        keys.filter(\.providers.isEmpty).compactMap { key in
          key.defaultContent.map { (key.name, ResolvedValue($0)) }
        }
      )
    }
  }

  /// Whether a manifest must have the key.
  var isRequired: Bool {
    if case .required = `default` { true } else { false }
  }

  /// What the key means, and which providers alone have it.
  var explainedSummary: String {
    providers.isEmpty ? summary : "\(summary) Only with provider \(providers.quotedList)."
  }
}
