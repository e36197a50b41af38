/// A part of a list.
struct Page<Item> {
  let items: ArraySlice<Item>
  let hasMore: Bool
  private let id: (Item) -> String

  /// The items after the one of an id, up to a number.
  ///
  /// - Throws: `APIError` where no item has the id.
  init(
    _ all: [Item],
    after: String?,
    limit: Int,
    id: @escaping (Item) -> String
  ) throws(APIError) {
    var rest = all[...]
    if let after {
      guard let index = all.firstIndex(where: { id($0) == after }) else {
        throw .invalid("there is no item '\(after)' to go on after", param: "after")
      }
      rest = all[(index + 1)...]
    }
    items = rest.prefix(limit)
    hasMore = rest.count > limit
    self.id = id
  }

  /// The API's form of a list, with the ids of its first and last item where they are told.
  func json(withEnds: Bool = false, _ form: (Item) -> JSON) -> JSON {
    var json: JSON = ["object": "list", "data": .array(items.map(form))]
    if withEnds {
      // The public description knows no null here.
      json = json.adding("first_id", .string(items.first.map(id) ?? ""))
      json = json.adding("last_id", .string(items.last.map(id) ?? ""))
    }
    return json.adding("has_more", .bool(hasMore))
  }
}
