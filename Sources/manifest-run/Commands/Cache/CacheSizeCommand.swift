import ArgumentParser
import Engine
import Steps

/// Says how much room the workspace takes, and by what.
struct CacheSizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "size",
    abstract: "Say how much room finished steps take, by kind of step and by run.",
    discussion: "A content that several steps made is there once, and counts for the first of them."
  )

  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  func run() throws {
    let workspace = try workspace.openHere()
    let sizes = try WorkspaceOptions.failing {
      try workspace.storeSizes()
    }
    Terminal.printResult(
      format.json ? JSONDocument.pretty(SizeDocument(sizes)) : Self.text(sizes)
    )
  }

  private static func text(_ sizes: StoreSizes) -> String {
    var rows: [(String, StoreSizes.Share)] = sizes.kinds.sorted { $0.key < $1.key }
      .map { ("\($0.key)", $0.value) }
    if sizes.unrecorded.objectCount > 0 { rows.append(("of no finished step", sizes.unrecorded)) }
    rows.append(("all objects", sizes.objects))
    rows.append(("quarantine", sizes.quarantine))
    rows.append(("scratch", sizes.scratch))
    let runs = sizes.runs.sorted { $0.key < $1.key }.map { ("made in run \($0.key)", $0.value) }
    return table(rows) + (runs.isEmpty ? "" : "\n" + table(runs))
  }

  private static func table(_ rows: [(String, StoreSizes.Share)]) -> String {
    let cells = rows.map { ($0.0, "\($0.1.objectCount)", Decimals.bytes($0.1.byteCount)) }
    let widths = (
      cells.map(\.0.count).max() ?? 0, cells.map(\.1.count).max() ?? 0,
      cells.map(\.2.count).max() ?? 0
    )
    func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
    return cells.map { name, count, size in
      name + spaces(widths.0 - name.count + 2 + widths.1 - count.count) + count
        + spaces(2 + widths.2 - size.count) + size + "\n"
    }.joined()
  }
}

/// What `cache size --json` prints; sizes are in bytes.
struct SizeDocument: Encodable {
  struct Share: Encodable {
    var objects: Int
    var size: Int

    init(_ share: StoreSizes.Share) {
      objects = share.objectCount
      size = share.byteCount
    }
  }

  let formatVersion = 1
  let objects: Share
  let kinds: [String: Share]
  let runs: [String: Share]
  let unrecorded: Share
  let quarantine: Share
  let scratch: Share

  init(_ sizes: StoreSizes) {
    func shares<Key: CustomStringConvertible>(_ all: [Key: StoreSizes.Share]) -> [String: Share] {
      Dictionary(uniqueKeysWithValues: all.map { ("\($0.key)", Share($0.value)) })
    }
    objects = Share(sizes.objects)
    kinds = shares(sizes.kinds)
    runs = shares(sizes.runs)
    unrecorded = Share(sizes.unrecorded)
    quarantine = Share(sizes.quarantine)
    scratch = Share(sizes.scratch)
  }

  enum CodingKeys: String, CodingKey {
    case formatVersion = "format_version"
    case objects, kinds, runs, unrecorded, quarantine, scratch
  }
}
