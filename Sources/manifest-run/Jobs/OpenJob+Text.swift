import Diagnostics
import Engine
import Providers
import Report

extension [OpenJob] {
  /// What `status` says of the jobs.
  var statusText: String {
    lines(under: "jobs at providers:") { job in
      job.words + (job.isWaitedFor ? " (a run waits for it)" : "")
    }
  }

  /// What a run says at its end of the jobs that it leaves, with how to go on.
  var leftText: String {
    lines(under: "left at providers:", \.words)
      + "jobs there go on without this program; run again to go on with them\n"
      + "'manifest-run status' shows them, 'manifest-run cancel' stops them\n"
  }

  private func lines(under heading: String, _ words: (OpenJob) -> String) -> String {
    var columns = TextColumns()
    columns.rows = map { job in
      [
        TerminalText.escaped(job.entry.step.rawValue),
        TerminalText.escaped(job.provider ?? job.entry.account),
        TerminalText.escaped(job.id?.rawValue ?? ""), TerminalText.escaped(words(job)),
      ]
    }
    return heading + "\n" + columns.lines.map { "  \($0)\n" }.joined()
  }
}
