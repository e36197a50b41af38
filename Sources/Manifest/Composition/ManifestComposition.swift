internal import Diagnostics
internal import YAMLBridge

/// Makes one tree of a manifest, the manifests that it extends and the options of the command line.
///
/// It works on nodes, so every value keeps the place where it was written.
struct ManifestComposition {
  let reader: any ManifestReader

  /// The composed tree, or nil where an error was added.
  func tree(
    path: String,
    overrides: [String],
    into diagnostics: inout DiagnosticList
  ) -> YAMLNode? {
    guard var tree = tree(path: path, chain: [], from: nil, into: &diagnostics) else { return nil }
    for text in overrides {
      guard let override = Override(text, into: &diagnostics) else { continue }
      tree = override.applied(to: tree, into: &diagnostics)
    }
    return diagnostics.hasErrors ? nil : tree
  }

  private func tree(
    path: String,
    chain: [String],
    from reference: YAMLNode?,
    into diagnostics: inout DiagnosticList
  ) -> YAMLNode? {
    let file: SourceFile
    do throws(ManifestReadingError) {
      file = try reader.read(path)
    } catch {
      var diagnostic = error.diagnostic
      diagnostic.range = diagnostic.range ?? reference?.range
      diagnostics.append(diagnostic)
      return nil
    }
    guard let node = YAMLComposer.compose(file, into: &diagnostics) else { return nil }
    guard case .mapping(let entries) = node.value else {
      diagnostics.append(.notAManifest(node))
      return nil
    }
    guard let parents = entries.first(where: { $0.key.plainKey == "extends" })?.value else {
      return node
    }
    let base = inherited(parents, path: path, chain: chain + [path], into: &diagnostics)
    guard !diagnostics.hasErrors else { return nil }
    return base.map { node.merged(over: $0.without("extends")) } ?? node
  }

  /// The manifests that `extends` names, merged in their order.
  private func inherited(
    _ parents: YAMLNode,
    path: String,
    chain: [String],
    into diagnostics: inout DiagnosticList
  ) -> YAMLNode? {
    var items = [parents]
    if case .sequence(let nodes) = parents.value { items = nodes }
    var base: YAMLNode?
    for item in items {
      // A value of another type is reported when the tree is read by the schema.
      guard let written = item.plainKey else { continue }
      let parent = ManifestPaths.sibling(written, of: path)
      let visited = chain.map { ManifestPaths.real($0) ?? $0 }
      if let start = visited.firstIndex(of: ManifestPaths.real(parent) ?? parent) {
        diagnostics.append(.extendsCycle(Array(chain[start...]) + [parent], at: item.range))
        continue
      }
      guard
        let tree = tree(path: parent, chain: chain, from: item, into: &diagnostics)
      else { continue }
      base = base.map { tree.merged(over: $0) } ?? tree
    }
    return base
  }
}
