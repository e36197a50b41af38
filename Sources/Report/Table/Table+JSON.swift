/// In JSON a table is a list of objects with the columns' keys; what is absent has no key.
extension Table: Encodable {
  package func encode(to encoder: any Encoder) throws {
    let rows = items.map { item in
      Dictionary(columns.map { ($0.key, $0.value(item)) }) { first, _ in first }
        .filter { if case .absent = $0.value { false } else { true } }
    }
    try rows.encode(to: encoder)
  }
}
