import ArgumentParser
import Engine
import Report
import Steps

/// Says how much room the workspace takes, and by what.
struct CacheSizeCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "size",
    abstract: "Say how much room finished steps take, by kind of step and by run.",
    discussion: "A content that several steps made is there once, and counts for the first of them."
  )

  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  func run(in environment: ProgramEnvironment) throws {
    let sizes = try workspace.openHere(in: environment.currentFolder).storeSizes()
    if format.json { return Terminal.printResult(sizes.document) }
    Terminal.printResult(Self.text(sizes))
  }

  private static func text(_ sizes: StoreSizes) -> String {
    var rows: [(String, StoreSizes.Share)] = sizes.kinds.sorted { $0.key < $1.key }
      .map { ("\($0.key)", $0.value) }
    if sizes.unrecorded.objectCount > 0 { rows.append(("of no finished step", sizes.unrecorded)) }
    rows.append(("all objects", sizes.objects))
    rows.append(("quarantine", sizes.quarantine))
    rows.append(("scratch", sizes.scratch))
    rows.append(("state of providers", sizes.state))
    let runs = sizes.runs.sorted { $0.key < $1.key }.map { ("made in run \($0.key)", $0.value) }
    return table(rows) + (runs.isEmpty ? "" : "\n" + table(runs))
  }

  private static func table(_ rows: [(String, StoreSizes.Share)]) -> String {
    let cells = rows.map { [$0.0, "\($0.1.objectCount)", Decimals.bytes($0.1.byteCount)] }
    return TextColumns(rightAligned: [1, 2], rows: cells).lines.map { $0 + "\n" }.joined()
  }
}

extension StoreSizes {
  /// What `cache size --json` prints; sizes are in bytes.
  fileprivate var document: JSONObject {
    func documents<Key: CustomStringConvertible>(_ shares: [Key: Share]) -> [String: JSONObject] {
      Dictionary(uniqueKeysWithValues: shares.map { ("\($0.key)", $0.value.document) })
    }
    return [
      "format_version": 1,
      "objects": objects.document,
      "kinds": documents(kinds),
      "runs": documents(runs),
      "unrecorded": unrecorded.document,
      "quarantine": quarantine.document,
      "scratch": scratch.document,
      "state": state.document,
    ]
  }
}

extension StoreSizes.Share {
  fileprivate var document: JSONObject { ["objects": objectCount, "size": byteCount] }
}
