import Engine
import Report
import System

/// The columns of a list of runs.
enum RunColumns {
  /// What a terminal shows, a line for each run; those that go on take until now.
  static func terminal(now: Double) -> [Column<ListedRun>] {
    [run, started, manifest, outcome, took(now), steps, results]
  }

  /// What `list --csv` prints: a line for each result that was made, and one for a run without any.
  static func csv(_ results: [MadeResult]) -> [Column<MadeResult>] {
    let paths = Set(results.flatMap { $0.result.map { Array($0.variant.keys) } ?? [] }).sorted()
    return [run, manifest, outcome, started].map { $0.of(\.run) }
      + MeasurementColumns.all(varying: paths).map { $0.of(\.result) }
      + [
        Column("seconds", .right) { $0.seconds.map { .number($0, digits: 3) } ?? .absent },
        Column("made_in_run", .right) { $0.madeIn.map { .integer($0.rawValue) } ?? .absent },
      ]
  }

  /// What `list --json` prints: an object for each run.
  static func json(now: Double) -> [Column<ListedRun>] {
    [run, started, ended, manifest, path, digest, version, outcome, took(now), steps, results]
  }

  private static let run = Column<ListedRun>("run", .right) { .integer($0.run.id.rawValue) }

  private static let started = Column<ListedRun>(
    "started",
    text: { Instant.local($0.run.started) },
    value: { .text(Instant.iso($0.run.started)) }
  )

  private static let ended = Column<ListedRun>("ended") {
    $0.run.ended.map { .text(Instant.iso($0)) } ?? .absent
  }

  private static let path = Column<ListedRun>("manifest_path") {
    $0.manifestPath.map { .text($0) } ?? .absent
  }

  private static let digest = Column<ListedRun>("manifest_digest") { .text($0.run.manifestDigest) }
  private static let version = Column<ListedRun>("tool_version") { .text($0.run.toolVersion) }
  private static let manifest = Column<ListedRun>("manifest") { .text($0.run.manifestName) }
  private static let outcome = Column<ListedRun>("outcome") { .text($0.status.rawValue) }

  private static func took(_ now: Double) -> Column<ListedRun> {
    Column(
      "took",
      key: "seconds",
      .right,
      text: { $0.run.seconds($0.status, now: now).map(Decimals.duration) ?? "" },
      value: { $0.run.seconds($0.status, now: now).map { .number($0, digits: 3) } ?? .absent }
    )
  }

  private static let steps = Column<ListedRun>(
    "steps",
    text: { RunWords.steps($0.counts) },
    value: { .other($0.counts) }
  )

  private static let results = Column<ListedRun>(
    "results",
    text: RunWords.results,
    value: { .other($0.matching) }
  )
}

/// What `list --json` prints.
struct RunListDocument: Encodable {
  let formatVersion = 1
  let runs: Table<ListedRun>
}
