import Diagnostics
import Engine
import Manifest
import Steps
import System

/// One of two manifests that are compared: a file, or a file of a Git revision.
struct DiffSide {
  /// The manifest with its plan, without what was measured.
  var compared: ComparedManifest

  /// The folder whose workspace has its results.
  let place: ManifestPlace

  /// Copies that the plan reads; they must outlive it.
  let copies: RevisionFiles?

  /// Reads and plans one side.
  ///
  /// - Parameters:
  ///   - argument: A path, or a revision and a path with a colon between; an existing file wins.
  ///   - overrides: Options of the form `key.path=value`.
  ///   - environment: The providers that the manifest may name, and what is needed to ask Git.
  ///   - diagnostics: Where problems go.
  /// - Returns: The side, or nil where an error was added.
  static func load(
    _ argument: String,
    overrides: [String],
    in environment: ProgramEnvironment,
    into diagnostics: inout DiagnosticList
  ) -> DiffSide? {
    do throws(ManifestReadingError) {
      var (path, revision): (String, GitRevision?) = (argument, nil)
      if !FileSystem.exists(argument), let asked = RevisionPath(argument) {
        let found = try GitRevision(asked.revision, variables: environment.variables)
        (path, revision) = (found.name(of: asked.path), found)
      }
      let place = ManifestPlace(of: revision == nil ? argument : "./")
      guard
        let manifest = Manifest.load(
          path: path,
          overrides: overrides,
          format: environment.format,
          reader: revision ?? FileManifestReader(root: place.root, manifest: path),
          into: &diagnostics
        )
      else { return nil }
      var copies: RevisionFiles?
      if let revision {
        let files = try RevisionFiles(in: environment.userFolders.temporary)
        try files.add(pairsOf: manifest, from: revision)
        copies = files
      }
      let files = copies?.places ?? [:]
      var located = manifest
      located.experiments = manifest.experiments.map { $0.readingPairs(at: files) }
      return environment.planner().plan(located, into: &diagnostics).map { plan in
        let compared = ComparedManifest(
          label: argument,
          manifest: manifest,
          plan: plan,
          files: files
        )
        return DiffSide(compared: compared, place: place, copies: copies)
      }
    } catch {
      diagnostics.append(error.diagnostic)
      return nil
    }
  }
}
