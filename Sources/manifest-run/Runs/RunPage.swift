import Diagnostics
import Engine
import Providers
import Report
import Steps
import System

/// A run as a page for a terminal.
struct RunPage {
  /// The most reused steps that are listed where not all are asked for.
  static let mostReused = 40

  let details: RunDetails

  /// Those who have notes for reports.
  let providers: [any Provider]
  let style: TerminalStyle

  /// Whether every step is listed.
  let listsAllSteps: Bool

  /// Whether every run of a matrix has a row of its own.
  let listsEach: Bool

  /// The places of a line; nil where lines may be of any length.
  let width: Int?

  var text: String {
    var blocks = [heading + facts]
    if let report = details.report {
      blocks.append(
        ReportText(
          report: report.report.noting(providers),
          seconds: report.seconds ?? [:],
          listsEach: listsEach,
          width: width
        ).lines
      )
    }
    blocks.append([style.dim("steps")] + steps)
    if !adopted.isEmpty { blocks.append([style.dim("models named by hand")] + adopted) }
    if let sentence = details.spending.sentence {
      var columns = TextColumns(rightAligned: [1, 2])
      let table = details.spending.table
      columns.rows = [table.columns.map(\.title)] + table.rows
      let lines = columns.lines.map { "  " + TerminalText.escaped($0) }
      blocks.append([style.dim(sentence)] + lines)
    }
    blocks.append([style.dim("manifest as run")] + manifest)
    return blocks.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private var heading: [String] {
    let name = TerminalText.escaped(details.run.manifestName)
    return ["run \(details.run.id)  \(name)  " + style.colored(details.status)]
  }

  private var facts: [String] {
    var facts = [("started", started), ("program", "manifest-run \(details.run.toolVersion)")]
    if let provenance = details.provenance {
      facts += [
        ("manifest", provenance.manifestPath),
        ("command", provenance.command.map(Self.quoted).joined(separator: " ")),
        ("git", Self.words(provenance.repository)),
        ("machine", Self.words(provenance.machine)),
      ]
    } else {
      facts.append(("from", "not recorded: the run was made by an earlier version"))
    }
    facts.append(("digest", "\(details.run.manifestDigest) (manifest as run)"))
    return facts.map { name, value in
      let padding = String(repeating: " ", count: 8 - name.count)
      return "  \(style.dim(name))\(padding)  \(TerminalText.escaped(value))"
    }
  }

  private var started: String {
    let start = Instant.local(details.run.started)
    guard let seconds = details.run.seconds(details.status) else {
      return "\(start), killed before its end"
    }
    let verb = details.status == .running ? "goes on for" : "took"
    return "\(start), \(verb) \(Decimals.duration(seconds))"
  }

  private var steps: [String] {
    let reused = details.steps.count { $0.outcome == "reused" }
    let hidesReused = !listsAllSteps && reused > Self.mostReused
    let ended = details.steps.filter { !hidesReused || $0.outcome != "reused" }
    let rows =
      ended.map { step in
        [
          step.step.rawValue, step.outcome,
          step.outcome == "built" || step.seconds > 0 ? Decimals.duration(step.seconds) : "",
          step.key.map { String($0.hexadecimal.prefix(12)) } ?? "", step.reason ?? "",
        ]
      } + details.open.map { [$0.id, $0.word(in: details.status), "", "", $0.reason ?? ""] }
    let escaped = rows.map { $0.map(TerminalText.escaped) }
    let widths = (0..<4).map { column in escaped.map { $0[column].count }.max() ?? 0 }
    let lines = escaped.map { row in
      let cells = row.enumerated().map { column, cell in
        guard column < 4 else { return style.dim(cell) }
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column == 2 ? padding + cell : cell + padding
      }
      return "  " + cells.joined(separator: "  ").trimmedEnd
    }
    return lines + (hidesReused ? ["  and \(reused) reused; '--verbose' lists them"] : [])
  }

  private var adopted: [String] {
    details.steps.compactMap { step in
      step.key.flatMap { details.adoptedModels[$0] }.map { model in
        "  " + TerminalText.escaped("\(step.step)  \(model)")
      }
    }
  }

  private var manifest: [String] {
    details.run.manifestText.split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast(details.run.manifestText.hasSuffix("\n") ? 1 : 0)
      .map { "  " + TerminalText.escaped(String($0)) }
  }

  private static func words(_ repository: RunProvenance.Repository?) -> String {
    guard let repository else { return "not known" }
    var parts: [String] = []
    if let commit = repository.commit {
      parts.append(commit.prefix(12) + (repository.branch.map { " on \($0)" } ?? ""))
    }
    if let changed = repository.changed, let untracked = repository.untracked {
      if repository.commit == nil { parts.append("no commit yet") }
      if repository.isClean == true { parts.append("clean") }
      if changed > 0 { parts.append("\(Decimals.counted(changed, "file")) changed") }
      if untracked > 0 { parts.append("\(untracked) untracked") }
    }
    if let problem = repository.problem { parts.append(problem) }
    return parts.joined(separator: ", ")
  }

  private static func words(_ machine: RunProvenance.Machine) -> String {
    var parts = [machine.processor ?? "unknown processor"]
    parts.append(Decimals.counted(machine.cores, "core"))
    if let memory = machine.memory {
      parts.append("\(Decimals.fixed(Double(memory) / 1_073_741_824, 1)) GiB")
    }
    return (parts + [machine.system, "host \(machine.host)"]).joined(separator: ", ")
  }

  /// A word as a shell would read it back.
  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0)
          || "-_./=:,+@%".unicodeScalars.contains($0)
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
