internal import Manifest

/// The experiments of two manifests, matched by the values that tell them apart.
///
/// An experiment is known by its value at every key path that either manifest varies, so one that a
/// matrix makes is matched with one that is written without a matrix.
package struct VariantMatch: Encodable, Hashable, Sendable {
  /// The values at the varied key paths.
  package typealias Identity = [String: String]

  /// How many experiments are in both.
  package var matched: Int

  /// The experiments that only A has.
  package var onlyA: [Identity]

  /// The experiments that only B has.
  package var onlyB: [Identity]

  /// The key paths that either manifest varies, in order.
  package var paths: [String]

  init(_ a: Manifest, _ b: Manifest) {
    paths = Set(a.variedPaths + b.variedPaths).sorted()
    let (identitiesA, identitiesB) = (
      Self.list(of: a, at: paths), Self.list(of: b, at: paths)
    )
    let (setA, setB) = (Set(identitiesA), Set(identitiesB))
    matched = identitiesA.count { setB.contains($0) }
    onlyA = identitiesA.filter { !setB.contains($0) }
    onlyB = identitiesB.filter { !setA.contains($0) }
  }

  /// The identities of a manifest's experiments by what the manifest's own matrix gives to them.
  static func identities(of manifest: Manifest, at paths: [String]) -> [Identity: Identity] {
    let variants = manifest.experiments.map { Self.identity($0.variant) }
    return Dictionary(zip(variants, list(of: manifest, at: paths))) { first, _ in first }
  }

  private static func list(of manifest: Manifest, at paths: [String]) -> [Identity] {
    manifest.identities(at: paths).map(identity)
  }

  private static func identity(_ values: [Manifest.VariantValue]) -> Identity {
    Dictionary(values.map { ($0.path, $0.value) }) { first, _ in first }
  }
}
