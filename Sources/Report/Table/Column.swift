/// Where the texts of a column stand.
package enum Alignment: Sendable { case left, right }

/// A column of a table: its title, what it tells of a row, and what people are shown of that.
package struct Column<Row: Sendable>: Sendable {
  package let title: String

  /// The column's name in CSV and JSON; the title where it has no other.
  package let key: String
  package let alignment: Alignment

  /// When the column is left out where there is no room for all: those of the highest number first, those of 0 never.
  package let leavingRank: Int

  /// Whether the column is in a table of these rows.
  package let isShown: @Sendable ([Row]) -> Bool
  package let value: @Sendable (Row) -> CellValue
  private let shownText: (@Sendable (Row) -> String)?

  package init(
    _ title: String,
    key: String? = nil,
    _ alignment: Alignment = .left,
    leavingRank: Int = 0,
    isShown: @escaping @Sendable ([Row]) -> Bool = { _ in true },
    text: (@Sendable (Row) -> String)? = nil,
    value: @escaping @Sendable (Row) -> CellValue
  ) {
    self.title = title
    self.key = key ?? title
    self.alignment = alignment
    self.leavingRank = leavingRank
    self.isShown = isShown
    self.value = value
    shownText = text
  }

  /// What people are shown of a row.
  package func text(_ row: Row) -> String { shownText?(row) ?? value(row).text }

  /// The column in a table of rows that may have a row of this kind.
  package func of<Wider>(_ row: @escaping @Sendable (Wider) -> Row?) -> Column<Wider> {
    Column<Wider>(
      title,
      key: key,
      alignment,
      leavingRank: leavingRank,
      text: { row($0).map(text) ?? "" }
    ) {
      row($0).map(value) ?? .absent
    }
  }
}

/// What a column tells of a row.
package enum CellValue: Encodable, Sendable {
  case absent
  case text(String)
  case integer(Int)

  /// A number, which texts have with so many digits after the point, or with all.
  case number(Double, digits: Int? = nil)
  case mapping([String: String])

  /// What only JSON has.
  case other(any Encodable & Sendable)

  package var text: String {
    switch self {
    case .absent, .other: ""
    case .text(let text): text
    case .integer(let number): "\(number)"
    case .number(let number, let digits): digits.map { Decimals.fixed(number, $0) } ?? "\(number)"
    case .mapping(let values): values.listed
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .absent: break
    case .text(let text): try text.encode(to: encoder)
    case .integer(let number): try number.encode(to: encoder)
    case .number(let number, _): try number.encode(to: encoder)
    case .mapping(let values): try values.encode(to: encoder)
    case .other(let value): try value.encode(to: encoder)
    }
  }
}
