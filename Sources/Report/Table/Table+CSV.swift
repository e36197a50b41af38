extension Table {
  /// The table as comma-separated values, the columns' keys first; fields are quoted as RFC 4180 says.
  package var csv: String {
    ([columns.map(\.key)] + items.map { item in columns.map { $0.value(item).text } })
      .map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ field: String) -> String {
    let needsQuotes = field.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
    return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
  }
}
