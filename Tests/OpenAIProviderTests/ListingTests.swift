import HTTP
import Providers
import Synchronization
import Testing

@testable import OpenAIProvider

/// Lists that are read page after page.
struct ListingTests {
  /// A service whose pages are made by their numbers, from 0.
  private final class Pages: HTTPTransport {
    let asked = Mutex<[String]>([])
    let page: @Sendable (Int) -> String

    init(_ page: @escaping @Sendable (Int) -> String) { self.page = page }

    func answer(to request: HTTPRequest) async throws(HTTPTransportError) -> HTTPAnswer {
      let number = asked.withLock { asked in
        asked.append(String(request.url.drop { $0 != "?" }))
        return asked.count - 1
      }
      return HTTPAnswer(status: 200, body: page(number))
    }
  }

  private func inventory(_ pages: Pages) throws -> any InventoryService {
    let provider = OpenAIProvider(
      Bench().configuration,
      transport: pages,
      stateFolder: nil,
      clock: ManualClock().clientClock
    )
    return try #require(provider.inventory)
  }

  private static func page(_ ids: [String], hasMore: Bool) -> String {
    let items = ids.map { #"{"id":"\#($0)","status":"failed"}"# }.joined(separator: ",")
    return #"{"data":[\#(items)],"has_more":\#(hasMore)}"#
  }

  /// The lists of an account.
  enum List: CaseIterable {
    case files, jobs, models

    func ids(_ inventory: any InventoryService) async throws -> [String] {
      switch self {
      case .files: try await inventory.files().map(\.id.rawValue)
      case .jobs: try await inventory.jobs().map(\.id.rawValue)
      case .models: try await inventory.models().map(\.id)
      }
    }
  }

  @Test(arguments: List.allCases)
  func `pages are read to the last, and each item once`(list: List) async throws {
    let pages = Pages { number in
      Self.page(["\(number)", "\(number + 1)"], hasMore: number < 3)
    }
    #expect(try await list.ids(inventory(pages)) == ["0", "1", "2", "3", "4"])
    let asked = pages.asked.withLock(\.self)
    #expect(
      asked.map { $0.split(separator: "=").last.map(String.init) }.dropFirst() == ["1", "2", "3"]
    )
  }

  @Test func `what was kept on the way to a model is known by its name`() async throws {
    let pages = Pages { _ in Self.page(["ft:m:a::1", "ft:m:a::1:ckpt-step-7"], hasMore: false) }
    #expect(try await inventory(pages).models().map(\.finalModel) == [nil, "ft:m:a::1"])
  }

  @Test(arguments: List.allCases)
  func `a list without end is given up, and none of it is taken for all`(list: List) async throws {
    let pages = Pages { number in Self.page(["\(number)"], hasMore: true) }
    let error = await #expect(throws: ProviderError.self) { try await list.ids(inventory(pages)) }
    #expect(error?.description.contains("does not end within 100 pages") == true)
    #expect(pages.asked.withLock(\.count) == Listing.mostPages)
  }

  @Test(arguments: List.allCases)
  func `a list that begins again is given up`(list: List) async throws {
    for size in [1, 2] {
      let ids = ["a", "b"].prefix(size).map(\.self)
      let pages = Pages { number in Self.page(number % 2 == 0 ? ids : ids.reversed(), hasMore: true)
      }
      let error = await #expect(throws: ProviderError.self) { try await list.ids(inventory(pages)) }
      #expect(error?.description.contains("begins again in place of going on") == true)
      #expect(pages.asked.withLock(\.count) == 2)
    }
  }
}
