import Foundation
import Report
import Testing

/// One table in each form, with texts that every form has to escape.
struct TableTests {
  private struct Row: Sendable {
    var name: String
    var share: Double?
    var variant: [String: String] = [:]
  }

  private static let columns: [Column<Row>] = [
    Column("name") { .text($0.name) },
    Column(
      "exact match",
      key: "exact-match",
      .right,
      text: { $0.share.map { Decimals.fixed($0, 2) } ?? "" },
      value: { $0.share.map { .number($0, digits: 3) } ?? .absent }
    ),
    Column("variant", isShown: { $0.contains { !$0.variant.isEmpty } }) { .mapping($0.variant) },
  ]

  private let table = Table(
    Self.columns,
    of: [
      Row(name: "a, \"b\" | <c> & d", share: 0.5, variant: ["b": "2", "a": "1"]),
      Row(name: "e\nf"),
    ],
    notes: ["Not <all> of it."]
  )

  /// What is made safe where the text is shown, as a terminal's is.
  private func escaped(_ text: String) -> String { text.replacing("\n", with: "\\n") }

  @Test func `a column is shown where the rows call for it`() {
    #expect(table.columns.map(\.title) == ["name", "exact match", "variant"])
    let plain = Table(Self.columns, of: [Row(name: "a", share: 1)])
    #expect(plain.columns.map(\.title) == ["name", "exact match"])
    #expect(plain.rows == [["a", "1.00"]])
  }

  @Test func `as text its columns are as wide as their widest cell`() {
    #expect(
      table.text(escaping: escaped) == [
        "name              exact match  variant",
        "────────────────  ───────────  ───────",
        "a, \"b\" | <c> & d         0.50  a=1 b=2",
        "e\\nf",
        "",
        "Not <all> of it.",
      ]
    )
  }

  @Test func `as Markdown no text ends its cell or line`() {
    #expect(
      table.markdown(escaping: escaped) == [
        "| name | exact match | variant |",
        "| --- | ---: | --- |",
        "| a, \"b\" \\| \\<c\\> & d | 0.50 | a=1 b=2 |",
        "| e f |  |  |",
      ]
    )
  }

  @Test func `as HTML no text is a tag`() {
    #expect(
      table.html == """
        <table>
        <thead><tr><th>name</th><th class="number">exact match</th><th>variant</th></tr></thead>
        <tbody>
        <tr><td>a, &quot;b&quot; | &lt;c&gt; &amp; d</td><td class="number">0.50</td><td>a=1 b=2</td></tr>
        <tr><td>e
        f</td><td class="number"></td><td></td></tr>
        </tbody>
        </table>
        <ul>
        <li>Not &lt;all&gt; of it.</li>
        </ul>

        """
    )
  }

  @Test func `as CSV fields are quoted where they have to be`() {
    #expect(
      table.csv == """
        name,exact-match,variant
        "a, ""b"" | <c> & d",0.500,a=1 b=2
        "e
        f",,

        """
    )
  }

  @Test func `as JSON a row is an object without what is absent`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(
      String(decoding: try encoder.encode(table), as: UTF8.self) == #"""
        [{"exact-match":0.5,"name":"a, \"b\" | <c> & d","variant":{"a":"1","b":"2"}},\#
        {"name":"e\nf","variant":{}}]
        """#
    )
  }

  @Test func `rows that have a row of another kind have its columns`() {
    let rows: [Row?] = [Row(name: "a", share: 0.25), nil]
    let wider = Table(Self.columns.map { $0.of { (row: Row?) in row } }, of: rows)
    #expect(wider.rows == [["a", "0.25", ""], ["", "", ""]])
    #expect(wider.csv == "name,exact-match,variant\na,0.250,\n,,\n")
  }
}
