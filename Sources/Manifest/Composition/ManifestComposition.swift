internal import Diagnostics
internal import YAMLBridge

/// A manifest as one tree of nodes.
struct ComposedTree {
  /// A mapping of the manifest's keys.
  var root: YAMLNode

  /// Whether nothing is missing; false where a file of it has an error or cannot be read.
  var isWhole: Bool

  /// The manifest that writes `expect`, with all that it extends; nil where none does.
  var expecting: YAMLNode?

  /// The keys that options of the command line give a value to.
  var options: [OptionPath] = []
}

/// Makes one tree of a manifest, the manifests that it extends and the options of the command line.
///
/// It works on nodes, so every value keeps the place where it was written. Each file is read once.
struct ManifestComposition {
  /// The most manifests of which each extends the next.
  static let deepest = 32

  /// The most files that one manifest is composed of.
  static let mostFiles = 1000

  /// The most UTF-8 bytes in all these files.
  static let mostBytes = 4 << 20

  /// A file on the way from the manifest to what it extends.
  private struct Link {
    var path: String

    /// What two paths of one file have in common.
    var identity: String

    init(_ path: String, _ reader: any ManifestReader) {
      self.path = path
      identity = reader.identity(of: path)
    }
  }

  /// What was found so far.
  private(set) var diagnostics = DiagnosticList()

  private let reader: any ManifestReader
  private let format: ManifestFormat

  /// What was composed so far by the files' identities; nil where the file has an error.
  private var trees: [String: ComposedTree?] = [:]

  private var fileCount = 0
  private var byteCount = 0

  init(reader: any ManifestReader, format: ManifestFormat) {
    self.reader = reader
    self.format = format
  }

  /// The tree of all that can be read; what the problems concern is left out.
  mutating func tree(path: String, overrides: [String]) -> ComposedTree {
    let nothing = YAMLNode(
      value: .mapping([]),
      range: SourceFile(name: path, text: "").range(0..<0)
    )
    var tree =
      tree(Link(path, reader), below: [], from: nil)
      ?? ComposedTree(root: nothing, isWhole: false)
    for text in overrides where !diagnostics.isFull {
      guard let override = Override(text, format, into: &diagnostics) else { continue }
      tree.root = override.applied(to: tree.root, into: &diagnostics)
      tree.options.append(override.path)
    }
    if tree.options.contains(where: { $0.keyPath == "expect" }) { tree.expecting = tree.root }
    return tree
  }

  /// The tree of a file and what it extends, or nil where it is no mapping that can be read.
  private mutating func tree(
    _ link: Link,
    below chain: [Link],
    from reference: YAMLNode?
  ) -> ComposedTree? {
    if let known = trees[link.identity] { return known }
    fileCount += 1
    // The first file beyond a limit says it for the others.
    guard byteCount <= Self.mostBytes else { return nil }
    guard fileCount <= Self.mostFiles else {
      if let reference, fileCount == Self.mostFiles + 1 {
        diagnostics.append(.tooManyFiles(at: reference.range, limit: Self.mostFiles))
      }
      return nil
    }
    let tree = node(link.path, from: reference).map { merged($0, link, below: chain) }
    trees.updateValue(tree, forKey: link.identity)
    return tree
  }

  private mutating func node(_ path: String, from reference: YAMLNode?) -> YAMLNode? {
    let file: SourceFile
    do throws(ManifestReadingError) {
      file = try reader.read(path)
    } catch {
      var diagnostic = error.diagnostic
      diagnostic.range = diagnostic.range ?? reference?.range
      diagnostics.append(diagnostic)
      return nil
    }
    byteCount += file.utf8Count
    guard byteCount <= Self.mostBytes else {
      diagnostics.append(.tooMuchText(at: reference?.range, limit: Self.mostBytes))
      return nil
    }
    guard let node = YAMLComposer.compose(file, into: &diagnostics) else { return nil }
    guard case .mapping = node.value else {
      diagnostics.append(.notAManifest(node))
      return nil
    }
    return node
  }

  /// A file's node over the manifests that its `extends` names, merged in their order.
  private mutating func merged(
    _ node: YAMLNode,
    _ link: Link,
    below chain: [Link]
  ) -> ComposedTree {
    let expects = node["expect"] != nil
    guard let parents = node["extends"] else {
      return ComposedTree(root: node, isWhole: true, expecting: expects ? node : nil)
    }
    let written = SchemaReader(isWhole: true)
      .value(parents, as: ManifestSchema.extends, path: "extends", into: &diagnostics)
    var isWhole = written != nil
    var base: YAMLNode?
    var expecting: YAMLNode?
    for item in (parents.sequence ?? [parents]).prefix(ManifestSchema.mostParents) {
      guard !diagnostics.isFull, let name = item.string, !name.isEmpty else { continue }
      let parent = Link(ManifestPaths.sibling(name, of: link.path), reader)
      guard let tree = extended(parent, item, below: chain + [link]) else {
        isWhole = false
        continue
      }
      isWhole = isWhole && tree.isWhole
      // What a manifest says of itself, it does not say of others.
      let root = ManifestSchema.uninheritedKeys.reduce(tree.root) { $0.without($1) }
      base = base.map { root.merged(over: $0) } ?? root
      expecting = tree.expecting ?? expecting
    }
    let root = base.map { node.merged(over: $0) } ?? node
    return ComposedTree(root: root, isWhole: isWhole, expecting: expects ? root : expecting)
  }

  private mutating func extended(
    _ parent: Link,
    _ item: YAMLNode,
    below chain: [Link]
  ) -> ComposedTree? {
    if let start = chain.firstIndex(where: { $0.identity == parent.identity }) {
      let cycle = chain[start...].map(\.path) + [parent.path]
      diagnostics.append(.extendsCycle(cycle, at: item.range))
      return nil
    }
    guard chain.count <= Self.deepest else {
      diagnostics.append(.extendsTooDeep(at: item.range, limit: Self.deepest))
      return nil
    }
    return tree(parent, below: chain, from: item)
  }
}
