import System

extension Request {
  /// A part of a list in the API's form: the items after the one that the query names, up to a number
  /// that it may give.
  ///
  /// - Parameters:
  ///   - all: The whole list.
  ///   - usual: The most items where the query gives no number.
  ///   - most: The largest number that it may give.
  ///   - tellsEnds: Whether the ids of the first and the last item are told.
  ///   - id: Gives an item's id.
  ///   - form: Gives an item's form.
  /// - Returns: The part, and whether more follows.
  /// - Throws: `APIError` where the query's number or id is none.
  func page<Item>(
    of all: [Item],
    usual: Int,
    most: Int,
    tellsEnds: Bool = false,
    id: (Item) -> String,
    form: (Item) -> JSON
  ) throws(APIError) -> Answer {
    let limit = try queryValue("limit").map { text throws(APIError) in
      guard let number = Int(text), (1...most).contains(number) else {
        throw .invalid("'limit' must be a whole number from 1 to \(most)", param: "limit")
      }
      return number
    }
    var rest = all[...]
    if let after = queryValue("after") {
      guard let index = all.firstIndex(where: { id($0) == after }) else {
        throw .invalid("there is no item '\(after)' to go on after", param: "after")
      }
      rest = all[(index + 1)...]
    }
    let items = rest.prefix(limit ?? usual)
    var json: JSON = ["object": "list", "data": .array(items.map(form))]
    if tellsEnds {
      // The public description knows no null here.
      json = json.adding("first_id", .string(items.first.map(id) ?? ""))
        .adding("last_id", .string(items.last.map(id) ?? ""))
    }
    return .json(json.adding("has_more", .boolean(rest.count > items.count)))
  }
}
