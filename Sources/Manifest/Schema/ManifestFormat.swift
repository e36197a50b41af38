/// The manifest's format as a program reads it: the keys that `ManifestSchema` describes, and those that
/// providers have of their own below `fine-tune`.
package struct ManifestFormat: Sendable {
  /// The format where every provider has the parameters of the fine-tuning API and nothing else.
  package static let standard = ManifestFormat()

  /// The keys of a manifest in the order in which a resolved one is written.
  package let keys: [Key]

  /// What providers say of themselves, by their names; one that is not there has the standard keys.
  private let training: [String: TrainingKeys]

  /// - Parameter training: The keys of the providers that differ from the standard.
  package init(_ training: [TrainingKeys] = []) {
    self.training = Dictionary(uniqueKeysWithValues: training.map { ($0.provider, $0) })
    let own = Self.union(of: training)
    keys = ManifestSchema.keys.map { key in
      guard key.name == "fine-tune", case .mapping(var keys) = key.type else { return key }
      let place = keys.firstIndex { $0.name == "seeds" } ?? keys.endIndex
      keys.insert(contentsOf: own, at: place)
      return Key(key.name, key.summary, keys: keys)
    }
  }

  /// The keys that the providers have of their own; one that several have is there once.
  private static func union(of training: [TrainingKeys]) -> [Key] {
    var union: [Key] = []
    for keys in training {
      for key in keys.own {
        if let place = union.firstIndex(where: { $0.name == key.name }) {
          precondition(
            union[place].type.explanation == key.type.explanation,
            "the key '\(key.name)' of '\(keys.provider)' is another one at another provider"
          )
          union[place] = union[place].restricted(to: union[place].providers + [keys.provider])
        } else {
          union.append(key.restricted(to: [keys.provider]))
        }
      }
    }
    return union
  }

  /// The keys below `fine-tune` by which some provider trains.
  var trainingKeys: [Key] {
    guard case .mapping(let keys) = keys.first(where: { $0.name == "fine-tune" })?.type else {
      return []
    }
    let standard = Set(ManifestSchema.training.map(\.name))
    return keys.filter { !$0.providers.isEmpty || standard.contains($0.name) }
  }

  /// Whether a provider has one of these keys.
  func has(_ key: Key, at provider: String) -> Bool {
    key.providers.isEmpty
      ? training[provider]?.lacked.contains(key.name) != true : key.providers.contains(provider)
  }

  /// What a provider has below `fine-tune`; nil for the standard keys.
  func training(of provider: String) -> TrainingKeys? { training[provider] }

  /// The keys that are the manifest's own once it is composed.
  var ownKeys: [Key] { keys.filter { !ManifestSchema.compositionKeys.contains($0.name) } }

  /// The paths of all keys of a composed manifest, those of list items left out.
  var paths: [String] { keysWithPaths.map(\.path) }

  /// The providers that alone have a key, by the names of such keys in a section.
  func ownKeys(below path: String) -> [String: [String]] {
    let parent = path.isEmpty ? "" : "\(path)."
    let own = keysWithPaths.filter { $0.path == parent + $0.key.name && !$0.key.providers.isEmpty }
    return Dictionary(uniqueKeysWithValues: own.map { ($0.key.name, $0.key.providers) })
  }

  /// The paths of the keys that have a name.
  func paths(ending name: String) -> [String] {
    paths.filter { $0.hasSuffix(".\(name)") || $0 == name }
  }

  /// The paths of the keys that change no result.
  var immaterialPaths: Set<String> {
    Set(keysWithPaths.filter { !$0.key.changesResult }.map(\.path))
  }

  /// All keys of a composed manifest with their paths, each before those in it.
  var keysWithPaths: [(path: String, key: Key)] { Self.keysWithPaths(ownKeys, below: "") }

  private static func keysWithPaths(
    _ keys: [Key],
    below parent: String
  ) -> [(path: String, key: Key)] {
    keys.flatMap { key in
      let path = parent.isEmpty ? key.name : "\(parent).\(key.name)"
      guard case .mapping(let children) = key.type else { return [(path, key)] }
      return [(path, key)] + keysWithPaths(children, below: path)
    }
  }
}

extension ManifestFormat {
  /// The keys below `fine-tune` of a provider that differs from the standard.
  package struct TrainingKeys: Sendable {
    /// The provider's name.
    package var provider: String

    /// The standard keys that it does not have.
    package var lacked: Set<String>

    /// The keys that it has beside the standard ones.
    package var own: [Key]

    package init(provider: String, lacked: Set<String>, own: [Key]) {
      self.provider = provider
      self.lacked = lacked
      self.own = own
    }
  }

  /// An experiment's values with the defaults that its provider's own keys have, and without those of the
  /// keys that it lacks.
  func completed(_ values: ResolvedValue) -> ResolvedValue {
    guard
      let name = values.value(at: "fine-tune.provider"), let training = training[name.string],
      let fineTune = values["fine-tune"],
      case .mapping(let keys) = keys.first(where: { $0.name == "fine-tune" })?.type
    else { return values }
    return values.replacing("fine-tune", with: training.completed(fineTune, keys))
  }

  /// Values of several experiments without the defaults that one of their providers does not have.
  func common(_ values: ResolvedValue, of providers: [String]) -> ResolvedValue {
    guard Set(providers).count > 1 else { return completed(values) }
    return providers.compactMap { training[$0] }.reduce(values) { $0.withoutDefaults(of: $1) }
  }
}

extension ManifestFormat.TrainingKeys {
  fileprivate func completed(_ fineTune: ResolvedValue, _ keys: [Key]) -> ResolvedValue {
    let kept = fineTune.withoutDefaults(of: self)
    let entries = keys.compactMap { key -> (key: String, value: ResolvedValue)? in
      let own = own.first { $0.name == key.name }
      let value = own.map { $0.completed(kept[key.name]) } ?? kept[key.name]
      return value.map { (key.name, $0) }
    }
    return fineTune.with(.mapping(entries))
  }

  /// Whether a default of `fine-tune` says something of a key that the provider lacks.
  func lacksDefault(_ name: String, _ value: ResolvedValue) -> Bool {
    guard value.range == nil else { return false }
    if lacked.contains(name) { return true }
    guard name == "suffix" else { return false }
    let places = SuffixTemplate.placeholders(in: value.string) ?? []
    return places.contains { lacked.contains($0.name) }
  }
}

extension ResolvedValue {
  /// A `fine-tune` section, or values with one, without the defaults that a provider does not have.
  fileprivate func withoutDefaults(of training: ManifestFormat.TrainingKeys) -> ResolvedValue {
    if let fineTune = self["fine-tune"] {
      return replacing("fine-tune", with: fineTune.withoutDefaults(of: training))
    }
    guard let mapping else { return self }
    return with(.mapping(mapping.filter { !training.lacksDefault($0.key, $0.value) }))
  }
}

extension Key {
  /// What a manifest says for the key with the defaults of what it leaves out; nil where there is none.
  fileprivate func completed(_ written: ResolvedValue?) -> ResolvedValue? {
    guard case .mapping(let keys) = type else {
      return written ?? defaultContent.map { ResolvedValue($0) }
    }
    let entries = keys.compactMap { key in
      key.completed(written?[key.name]).map { (key: key.name, value: $0) }
    }
    return ResolvedValue(.mapping(entries), range: written?.range)
  }

  /// The key and those in it, as some providers have them.
  fileprivate func restricted(to providers: [String]) -> Key {
    var key = self
    key.providers = providers
    if case .mapping(let keys) = type {
      key.type = .mapping(keys.map { $0.restricted(to: providers) })
    }
    return key
  }
}
