/// Takes a row of a table apart (RFC 4180); a value in quotes may go over several lines.
struct TableRow {
  /// The values read so far.
  private(set) var fields: [PairField] = []

  /// Bytes of all lines of the row.
  private(set) var size: Int

  private var line: [UInt8]
  private var number: Int
  private let separator: UInt8
  private var position = 0
  private var open: OpenQuote?

  /// Where a quoted value begins that is being read.
  private struct OpenQuote {
    let line: Int
    let column: Int
    var lineBreak: (line: Int, column: Int)?
  }

  /// The quoted value as far as it is read; apart from `open`, so that it grows in place.
  private var quoted: [UInt8] = []

  private static let quote = UInt8(ascii: "\"")

  /// Begins with the first line of the row.
  init(line: [UInt8], number: Int, separator: UInt8) {
    self.line = line
    self.number = number
    self.separator = separator
    size = line.count
  }

  /// Goes on with the next line, inside a quoted value.
  mutating func append(_ next: [UInt8], number: Int) {
    if open?.lineBreak == nil {
      open?.lineBreak = (self.number, UTF8Check.column(of: line.count, in: line))
    }
    quoted.append(UInt8(ascii: "\n"))
    line = next
    self.number = number
    position = 0
    size += next.count + 1
  }

  /// Reads to the end of the line; false if the row goes on, because a quote is open.
  mutating func isComplete() throws(TextProblem) -> Bool {
    while true {
      if open == nil, position < line.count, line[position] == Self.quote {
        open = OpenQuote(line: number, column: column)
        quoted.removeAll()
        position += 1
      }
      if open == nil {
        try plainField()
      } else if try !quotedField() {
        return false
      }
      guard position < line.count else { return true }
      position += 1
    }
  }

  /// The error of a file that ends inside a quoted value.
  var unterminated: TextProblem {
    TextProblem(
      line: open?.line ?? number,
      column: open?.column ?? column,
      message: "the quote that opens here is not closed",
      hint: "a double quote inside a quoted value is written twice"
    )
  }

  private mutating func plainField() throws(TextProblem) {
    let start = position
    let end = line[position...].firstIndex(of: separator) ?? line.count
    if let quote = line[start..<end].firstIndex(of: Self.quote) {
      position = quote
      throw TextProblem(
        line: number,
        column: column,
        message: "found a double quote inside a value that is not quoted",
        hint: "put the value in double quotes, and write those inside twice"
      )
    }
    let field = PairField(text: Array(line[start..<end]), line: number, column: column)
    fields.append(field)
    position = end
  }

  private mutating func quotedField() throws(TextProblem) -> Bool {
    var closed = false
    while position < line.count, !closed {
      let byte = line[position]
      position += 1
      if byte != Self.quote {
        quoted.append(byte)
      } else if position < line.count, line[position] == Self.quote {
        quoted.append(byte)
        position += 1
      } else {
        closed = true
      }
    }
    guard closed, let place = open else { return false }
    guard position == line.count || line[position] == separator else {
      throw TextProblem(
        line: number,
        column: column,
        message: "found text after the closing quote of a value",
        hint: "a double quote inside a quoted value is written twice"
      )
    }
    open = nil
    fields.append(
      PairField(
        text: quoted,
        line: place.line,
        column: place.column,
        lineBreak: place.lineBreak
      )
    )
    return true
  }

  private var column: Int { UTF8Check.column(of: position, in: line) }
}
