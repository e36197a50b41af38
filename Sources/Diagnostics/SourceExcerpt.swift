/// The first line of a range as a terminal shows it, and the marks under it.
struct SourceExcerpt {
  /// The number of the line, from 1.
  let line: Int

  /// The line, tabs expanded, unsafe characters escaped, cut around the range where it is long.
  let text: String

  /// Spaces up to the range, then one `^` for each of its columns, at least one.
  let underline: String

  /// Columns of source text that are shown of a line.
  private static let widest = 120

  /// Columns shown before the range where the line is cut.
  private static let context = 40

  /// Bytes looked at on either side of the range's start, so that one endless line costs little.
  private static let reach = 1200

  private static let tabStop = 4

  /// What occupies a few columns of the shown line.
  private struct Cell {
    var text: String
    var width: Int
    var offset: Int
  }

  /// Draws the first line of a range.
  init(_ range: SourceRange) {
    let file = range.file
    line = file.line(at: range.lower)
    let whole = file.offsets(ofLine: line)
    // A range may start at the line break, which no column stands for.
    let start = min(range.lower, whole.upperBound)
    let nearStart = max(whole.lowerBound, file.scalarStart(start - Self.reach))
    let near = nearStart..<min(whole.upperBound, file.scalarStart(start + Self.reach))
    let cells = Self.cells(of: file.slice(near), at: near.lowerBound)

    let marked = cells.firstIndex { $0.offset > start }.map { $0 - 1 }
    let focus = start >= near.upperBound ? cells.count : marked ?? cells.count - 1
    let shown = Self.visible(of: cells, focus: focus)
    let isCutLeft = shown.lowerBound > 0 || near.lowerBound > whole.lowerBound
    let isCutRight = shown.upperBound < cells.count || near.upperBound < whole.upperBound

    let ellipsis = "…"
    text =
      (isCutLeft ? ellipsis : "") + cells[shown].map(\.text).joined()
      + (isCutRight ? ellipsis : "")
    let before = cells[shown.lowerBound..<focus].reduce(isCutLeft ? 1 : 0) { $0 + $1.width }
    let columns = cells[focus..<max(focus, shown.upperBound)].prefix { $0.offset < range.upper }
      .reduce(0) { $0 + $1.width }
    underline =
      String(repeating: " ", count: before) + String(repeating: "^", count: max(1, columns))
  }

  /// The cells of a part of a line that starts at a UTF-8 offset.
  private static func cells(of part: Substring, at start: Int) -> [Cell] {
    var cells: [Cell] = []
    var offset = start
    var column = 0
    func add(_ text: String, width: Int, bytes: Int) {
      cells.append(Cell(text: text, width: width, offset: offset))
      offset += bytes
      column += width
    }
    for character in part {
      if character == "\t" {
        let width = tabStop - column % tabStop
        add(String(repeating: " ", count: width), width: width, bytes: 1)
      } else if !character.unicodeScalars.contains(where: TerminalText.isUnsafe) {
        let width = TerminalText.width(of: character)
        add(String(character), width: width, bytes: character.utf8.count)
      } else {
        for scalar in character.unicodeScalars {
          let isUnsafe = TerminalText.isUnsafe(scalar)
          let text = isUnsafe ? TerminalText.escape(scalar) : String(scalar)
          let width = isUnsafe ? text.count : TerminalText.width(of: Character(scalar))
          add(text, width: width, bytes: scalar.utf8.count)
        }
      }
    }
    return cells
  }

  /// The cells to show: all where they fit, else those around the focus.
  private static func visible(of cells: [Cell], focus: Int) -> Range<Int> {
    let width = cells.reduce(0) { $0 + $1.width }
    guard width > widest else { return 0..<cells.count }
    var lower = focus
    var room = context
    while lower > 0, cells[lower - 1].width <= room {
      lower -= 1
      room -= cells[lower].width
    }
    var upper = lower
    room = widest
    while upper < cells.count, cells[upper].width <= room {
      room -= cells[upper].width
      upper += 1
    }
    return lower..<upper
  }
}
