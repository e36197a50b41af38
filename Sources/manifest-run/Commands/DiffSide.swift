import Diagnostics
import Engine
import Manifest
import Providers
import Report
import Steps
import System

/// One of two sides that are compared: a manifest, one of a Git revision, or a run.
struct DiffSide {
  /// The manifest with its plan and what was measured of it.
  var compared: ComparedManifest

  /// Copies that the plan reads; they must outlive it.
  let copies: RevisionFiles?

  /// Reads and plans one side, and looks up what was measured.
  ///
  /// - Parameters:
  ///   - argument: A path; a revision and a path with a colon between; or a run with, maybe, a slash and values that
  ///     tell one of its experiments from the others. An existing file wins.
  ///   - overrides: Options of the form `key.path=value`; a run has none.
  ///   - options: Where results are kept.
  ///   - environment: The providers that the manifest may name, and what is needed to ask Git.
  ///   - diagnostics: Where problems go.
  /// - Returns: The side, or nil where an error was added.
  /// - Throws: What cannot be read of the workspace, and `CommandFailure` where there is no such run.
  static func load(
    _ argument: String,
    overrides: [String],
    _ options: WorkspaceOptions,
    in environment: ProgramEnvironment,
    into diagnostics: inout DiagnosticList
  ) throws -> DiffSide? {
    if !FileSystem.exists(argument), let run = RunPath(argument) {
      guard overrides.isEmpty else {
        throw CommandFailure(
          "'\(argument)' is a run, in which no key can be given another value",
          hint: "use '--set-a' or '--set-b' for a side that is a manifest"
        )
      }
      return try recorded(run, options, in: environment, into: &diagnostics)
    }
    let planned = planned(argument, overrides: overrides, in: environment, into: &diagnostics)
    guard var side = planned?.side, let place = planned?.place else { return nil }
    // A workspace that is not there stays so.
    if let workspace = try options.openExisting(for: place) {
      try side.compared.look(in: workspace)
    }
    return side
  }

  /// A manifest with its plan, and where its results are; nil where an error was added.
  private static func planned(
    _ argument: String,
    overrides: [String],
    in environment: ProgramEnvironment,
    into diagnostics: inout DiagnosticList
  ) -> (side: DiffSide, place: ManifestPlace)? {
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
      guard let plan = environment.planner().plan(located, into: &diagnostics) else { return nil }
      let compared = ComparedManifest(
        label: argument,
        manifest: manifest,
        plan: plan,
        files: files
      )
      return (DiffSide(compared: compared, copies: copies), place)
    } catch {
      diagnostics.append(error.diagnostic)
      return nil
    }
  }

  /// A run as it was recorded: its manifest, and what it measured.
  private static func recorded(
    _ path: RunPath,
    _ options: WorkspaceOptions,
    in environment: ProgramEnvironment,
    into diagnostics: inout DiagnosticList
  ) throws -> DiffSide? {
    let workspace = try options.openWithRuns(in: environment.currentFolder, isReadOnly: true)
    let run = try path.run.run(in: workspace)
    let reader = try RecordedManifest(of: run, in: workspace, root: ManifestPlace(of: "./").root)
    let planner = environment.planner()
    guard
      var manifest = Manifest.load(
        path: reader.path,
        format: planner.format,
        reader: reader,
        into: &diagnostics
      )
    else { return nil }
    var single: Manifest?
    if !path.values.isEmpty {
      let experiment = try path.chosen(of: manifest.experiments, run: run.id)
      manifest.experiments = [experiment]
      // What the matrix gave to it counts as written.
      single = Manifest.load(
        path: reader.path,
        overrides: ["matrix=null"] + experiment.variant.map { "\($0.path)=\($0.value)" },
        format: planner.format,
        reader: reader,
        into: &diagnostics
      )
      if single == nil { return nil }
    }
    let known = Set(environment.providers.map(\.identity.name))
    if let other = manifest.experiments.first(where: { !known.contains($0.fineTune.provider) }) {
      throw CommandFailure(
        "run \(run.id) has the provider '\(other.fineTune.provider)', which is not known here any more",
        hint: "set it up again in 'providers.yaml'"
      )
    }
    var compared = ComparedManifest(
      label: "run \(path.text): \(manifest.name)",
      manifest: single ?? manifest,
      plan: planner.plan(ofChecked: manifest)
    )
    try compared.look(at: run.id, in: workspace)
    if single != nil { compared.report?.results.forgetVariants() }
    return DiffSide(compared: compared, copies: nil)
  }
}

/// A run, or some of its experiments: `12`, `last~1`, `12/epochs=4`.
private struct RunPath {
  let text: String
  let run: RunReference

  /// Values by key paths or their last parts; empty for all experiments.
  let values: [(key: String, value: String)]

  /// Reads an argument; nil where it is something else.
  init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let run = RunReference(argument: String(first)) else {
      return nil
    }
    var values: [(key: String, value: String)] = []
    if parts.count > 1 {
      for part in parts[1].split(separator: ",") {
        let sides = part.split(separator: "=", maxSplits: 1)
        guard sides.count == 2 else { return nil }
        values.append((String(sides[0]), String(sides[1])))
      }
    }
    (self.text, self.run, self.values) = (text, run, values)
  }

  /// The experiment that has the values.
  ///
  /// - Throws: `CommandFailure` where none has, or several have.
  func chosen(
    of experiments: [Manifest.Experiment],
    run: RunID
  ) throws(CommandFailure) -> Manifest.Experiment {
    let chosen = experiments.filter { experiment in
      let names = ShortNames(of: experiment.variant.map(\.path))
      return values.allSatisfy { key, value in
        experiment.variant.contains { names.matches(key, $0.path) && $0.value == value }
      }
    }
    if chosen.count == 1 { return chosen[0] }
    let there = (chosen.isEmpty ? experiments : chosen).map { experiment in
      let names = ShortNames(of: experiment.variant.map(\.path))
      return experiment.variant.map { "\(names[$0.path])=\($0.value)" }.joined(separator: ",")
    }
    let list = there.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    let asked = text.drop { $0 != "/" }.dropFirst()
    throw CommandFailure(
      chosen.isEmpty
        ? "run \(run) has no experiment '\(asked)'"
        : "run \(run) has \(chosen.count) experiments with '\(asked)'",
      hint: there == [""]
        ? "it has one experiment, without a matrix"
        : "there are \(list)" + (there.count > 5 ? " and \(there.count - 5) more" : "")
    )
  }
}

extension [Measurement] {
  /// Leaves out what a matrix gave, where only one of its experiments is looked at.
  fileprivate mutating func forgetVariants() {
    for index in indices { self[index].variant = [:] }
  }
}
