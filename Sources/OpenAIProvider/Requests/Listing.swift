internal import Providers
internal import System

/// A list of a service, read page after page within a bound.
struct Listing {
  /// The most pages that are read, of a hundred items at least where a list is long.
  static let mostPages = 100

  var items: [JSON] = []

  /// Why there may be more than these; nil where all are here.
  var problem: String?

  /// All items of the list.
  ///
  /// - Throws: `ProviderError.unsupported` where some may be missing: what is not there must not be
  ///   taken for what does not exist.
  func allItems() throws(ProviderError) -> [JSON] {
    if let problem { throw .unsupported(problem) }
    return items
  }
}

extension APIClient {
  /// The items of a list, each once, in the service's order.
  ///
  /// A service without pages says nothing of more, and its list is read with one request.
  ///
  /// - Parameters:
  ///   - path: The path of the list.
  ///   - query: What is asked of it on every page.
  ///   - activity: What is done, for errors.
  ///   - isEnough: Whether these items of a page are all that is wanted.
  /// - Returns: The items, and why there may be more.
  /// - Throws: `ProviderError` where a page cannot be had.
  func list(
    _ path: String,
    _ query: [String] = [],
    _ activity: String,
    until isEnough: ([JSON]) -> Bool = { _ in false }
  ) async throws(ProviderError) -> Listing {
    var listing = Listing()
    var seen: Set<String> = []
    var after: String?
    for _ in 0..<Listing.mostPages {
      let terms = query + (after.map { ["after=\($0.urlEscaped)"] } ?? [])
      let whole = path + (terms.isEmpty ? "" : "?" + terms.joined(separator: "&"))
      let page = WirePage(try await fetchJSON(.get(whole, activity)))
      let new = page.items.filter { $0["id"]?.string.map { seen.insert($0).inserted } ?? true }
      listing.items += new
      guard let next = page.next, !isEnough(new) else { return listing }
      guard !new.isEmpty, next != after else {
        listing.problem = problem(of: activity, "begins again in place of going on")
        return listing
      }
      after = next
    }
    listing.problem = problem(of: activity, "does not end within \(Listing.mostPages) pages")
    return listing
  }

  private func problem(of activity: String, _ what: String) -> String {
    "\(activity): the list of '\(configuration.name)' \(what), so it is not known what is missing there, "
      + "and nothing is created or deleted by it"
  }
}
