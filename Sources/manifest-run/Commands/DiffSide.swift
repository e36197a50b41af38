import Diagnostics
import Engine
import Manifest
import Steps

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One of two manifests that are compared: a file, or a file of a Git revision.
struct DiffSide {
  /// The manifest with its plan, without what was measured.
  var compared: ComparedManifest

  /// The folder whose workspace has its results.
  let place: ManifestPlace

  /// Copies that the plan reads; they must outlive it.
  private let copies: RevisionFiles?

  /// Reads and plans one side.
  ///
  /// - Parameters:
  ///   - argument: A path, or a revision and a path with a colon between; an existing file wins.
  ///   - overrides: Options of the form `key.path=value`.
  ///   - diagnostics: Where problems go.
  /// - Returns: The side, or nil where an error was added.
  static func load(
    _ argument: String,
    overrides: [String],
    into diagnostics: inout DiagnosticList
  ) -> DiffSide? {
    do throws(ManifestReadingError) {
      guard access(argument, F_OK) != 0, let asked = RevisionPath(argument) else {
        let place = ManifestPlace(of: argument)
        let reader = FileManifestReader(root: place.root, manifest: argument)
        let manifest = manifest(argument, overrides, reader, into: &diagnostics)
        return manifest.flatMap { Self(argument, $0, place, nil, into: &diagnostics) }
      }
      let revision = try GitRevision(asked.revision)
      let name = revision.name(of: asked.path)
      guard let manifest = manifest(name, overrides, revision, into: &diagnostics) else {
        return nil
      }
      let copies = try RevisionFiles(in: UserFolders.current.temporary)
      try copies.add(pairsOf: manifest, from: revision)
      return Self(argument, manifest, ManifestPlace(of: "./"), copies, into: &diagnostics)
    } catch {
      diagnostics.append(error.diagnostic)
      return nil
    }
  }

  private static func manifest(
    _ path: String,
    _ overrides: [String],
    _ reader: any ManifestReader,
    into diagnostics: inout DiagnosticList
  ) -> Manifest? {
    Manifest.load(path: path, overrides: overrides, reader: reader, into: &diagnostics)
  }

  private init?(
    _ label: String,
    _ manifest: Manifest,
    _ place: ManifestPlace,
    _ copies: RevisionFiles?,
    into diagnostics: inout DiagnosticList
  ) {
    let files = copies?.places ?? [:]
    var located = manifest
    located.experiments = manifest.experiments.map { $0.readingPairs(at: files) }
    let planner = Wiring.planner
    guard let plan = planner.plan(located, into: &diagnostics) else { return nil }
    compared = ComparedManifest(label: label, manifest: manifest, plan: plan, files: files)
    self.place = place
    self.copies = copies
  }
}
