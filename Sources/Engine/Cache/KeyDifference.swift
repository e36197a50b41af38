/// One field in which two cache keys differ.
package enum KeyDifference: Hashable, Sendable {
  /// The form of keys, which makes every step anew.
  case format(from: Int, to: Int)

  /// The sort of work.
  case kind(from: StepKind, to: StepKind)

  /// The meaning of the sort of work.
  case version(from: Int, to: Int)

  /// A parameter; nil on the side that does not have it.
  case parameter(String, from: FieldValue?, to: FieldValue?)

  /// An input's content; nil on the side that does not have it.
  ///
  /// The step that makes it now is known to a plan alone, since keys name no steps.
  case input(String, of: StepID? = nil, from: Digest?, to: Digest?)

  /// A file's content; nil on the side that does not have it.
  case file(String, from: Digest?, to: Digest?)
}

extension CacheKey {
  /// The fields in which this key differs from an earlier one, in the order of the key's form.
  ///
  /// - Parameters:
  ///   - old: The earlier key.
  ///   - makers: The steps that make this key's inputs, in their order, where they are known.
  /// - Returns: The differences; none where the keys are equal.
  package func differences(from old: CacheKey, makers: [StepID] = []) -> [KeyDifference] {
    var differences: [KeyDifference] = []
    if old.format != format { differences.append(.format(from: old.format, to: format)) }
    if old.kind != kind { differences.append(.kind(from: old.kind, to: kind)) }
    if old.version != version { differences.append(.version(from: old.version, to: version)) }
    for name in Set(old.parameters.keys).union(parameters.keys).sorted() {
      let (before, after) = (old.parameters[name], parameters[name])
      if before != after { differences.append(.parameter(name, from: before, to: after)) }
    }
    for place in 0..<max(old.inputs.count, inputs.count) {
      let before = place < old.inputs.count ? old.inputs[place] : nil
      let after = place < inputs.count ? inputs[place] : nil
      guard before != after else { continue }
      let maker = place < makers.count ? makers[place] : nil
      if let before, let after, before.name == after.name {
        differences.append(.input(after.name, of: maker, from: before.digest, to: after.digest))
        continue
      }
      if let before { differences.append(.input(before.name, from: before.digest, to: nil)) }
      if let after {
        differences.append(.input(after.name, of: maker, from: nil, to: after.digest))
      }
    }
    let before = Dictionary(old.files.map { ($0.name, $0.digest) }) { first, _ in first }
    let after = Dictionary(files.map { ($0.name, $0.digest) }) { first, _ in first }
    for name in Set(before.keys).union(after.keys).sorted() where before[name] != after[name] {
      differences.append(.file(name, from: before[name], to: after[name]))
    }
    return differences
  }
}

extension KeyDifference: CustomStringConvertible {
  package var description: String {
    switch self {
    case .format: "the form of cache keys changed"
    case .kind(let from, let to): "the kind changed from '\(from)' to '\(to)'"
    case .version(let from, let to): "the step's version changed from \(from) to \(to)"
    case .parameter(let name, .some(let from), .some(let to)):
      "'\(name)' changed" + (Self.change(from, to) ?? "")
    case .parameter(let name, nil, let to):
      "'\(name)' is new" + (to.flatMap(Self.short).map { ": \($0)" } ?? "")
    case .parameter(let name, .some, nil): "'\(name)' is gone"
    case .input(let name, of: _, let from, let to): "input '\(name)' \(Self.verb(from, to))"
    case .file(let name, let from, let to): "file '\(name)' \(Self.verb(from, to))"
    }
  }

  private static func change(_ from: FieldValue, _ to: FieldValue) -> String? {
    guard let from = short(from), let to = short(to) else { return nil }
    return " from \(from) to \(to)"
  }

  /// A value that fits into a sentence, or nil.
  private static func short(_ value: FieldValue) -> String? {
    let text = value.description
    return text.count <= 80 ? text : nil
  }

  private static func verb(_ from: Digest?, _ to: Digest?) -> String {
    switch (from, to) {
    case (nil, _): "is new"
    case (_, nil): "is gone"
    default: "changed"
    }
  }
}
