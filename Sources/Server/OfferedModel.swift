package import Providers

/// A tuned model of a workspace, which is asked like those that are tuned over the API.
package struct OfferedModel: Sendable {
  /// What clients call it, without a slash.
  package var name: String

  /// When it was made, in seconds since 1970.
  package var created: Int

  /// The tuned model.
  package var reference: ModelReference

  /// Whether the untuned one can be asked too.
  package var hasUntuned: Bool

  /// Who answers for it.
  package var provider: any Provider

  package init(
    name: String,
    created: Int,
    reference: ModelReference,
    hasUntuned: Bool,
    provider: any Provider
  ) {
    self.name = name
    self.created = created
    self.reference = reference
    self.hasUntuned = hasUntuned
    self.provider = provider
  }
}

extension OfferedModel {
  /// What clients call the untuned model.
  var untunedName: String { ModelName.untuned(name) }

  /// The model of a name, tuned or not; nil where it is another one's.
  func reference(named asked: String) -> ModelReference? {
    if asked == name { return reference }
    guard hasUntuned, asked == untunedName else { return nil }
    var untuned = reference
    untuned.stage = .base
    return untuned
  }
}
