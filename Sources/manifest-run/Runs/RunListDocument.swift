import Engine
import Steps

/// What `list --json` prints.
struct RunListDocument: Encodable {
  struct Run: Encodable {
    var run: Int
    var manifest: String
    var manifestPath: String?
    var manifestDigest: String
    var toolVersion: String

    /// In ISO 8601, in UTC.
    var started: String
    var ended: String?
    var outcome: String

    /// What the run took or, where it goes on, takes until now; absent where it was killed.
    var seconds: Double?

    /// How many steps ended in each way.
    var steps: [String: Int]

    /// The results that meet the conditions; all without conditions.
    var results: [Measurement]

    enum CodingKeys: String, CodingKey {
      case run, manifest, started, ended, outcome, seconds, steps, results
      case manifestPath = "manifest_path"
      case manifestDigest = "manifest_digest"
      case toolVersion = "tool_version"
    }
  }

  let formatVersion = 1
  let runs: [Run]

  init(_ runs: [ListedRun], now: Double = Instant.now) {
    self.runs = runs.map { listed in
      Run(
        run: listed.run.id.rawValue,
        manifest: listed.run.manifestName,
        manifestPath: listed.manifestPath,
        manifestDigest: listed.run.manifestDigest,
        toolVersion: listed.run.toolVersion,
        started: Instant.iso(listed.run.started),
        ended: listed.run.ended.map(Instant.iso),
        outcome: listed.status.rawValue,
        seconds: listed.seconds(now: now),
        steps: listed.counts,
        results: listed.matching
      )
    }
  }

  enum CodingKeys: String, CodingKey {
    case formatVersion = "format_version"
    case runs
  }
}

/// What `list --csv` prints: a line for each result, and one for a run without any.
///
/// Fields are quoted as RFC 4180 says.
enum RunListCSV {
  private static let columns = [
    "run", "manifest", "outcome", "started", "seconds", "provider", "model", "seed", "variant",
    "split", "metric", "value", "n",
  ]

  /// The lines, the names of the columns first.
  static func text(_ runs: [ListedRun], now: Double = Instant.now) -> String {
    let rows = runs.flatMap { listed -> [[String]] in
      let run = [
        "\(listed.run.id)", listed.run.manifestName, listed.status.rawValue,
        Instant.iso(listed.run.started),
        listed.seconds(now: now).map { Decimals.fixed($0, 3) } ?? "",
      ]
      guard !listed.matching.isEmpty else {
        return [run + Array(repeating: "", count: columns.count - run.count)]
      }
      return listed.matching.map { run + cells($0) }
    }
    return ([columns] + rows)
      .map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func cells(_ result: Measurement) -> [String] {
    [
      result.provider, result.model, "\(result.seed)",
      result.variant.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        .joined(separator: " "),
      result.split, result.metric, "\(result.value)", "\(result.n)",
    ]
  }

  private static func quoted(_ field: String) -> String {
    let needsQuotes = field.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
    return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
  }
}
