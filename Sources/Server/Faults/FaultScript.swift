import Synchronization
import System

/// Which requests are answered badly, for tests of clients.
///
/// The script is an option of the process. Nothing that a client sends changes it.
final class FaultScript: Sendable {
  /// A fault and the requests that it is for.
  struct Rule: Sendable {
    /// A method and a pattern as in the document of the server; nil for every request.
    var route: String?

    /// The requests of the route that pass before the first one that is hit.
    var skip: Int

    /// The requests that are hit; nil for all that follow.
    var times: Int?
    var fault: Fault
  }

  private let rules: [Rule]
  private let counts: Mutex<[Int]>

  /// A script in which the first rule that is for a request decides.
  init(_ rules: [Rule] = []) {
    self.rules = rules
    counts = Mutex(Array(repeating: 0, count: rules.count))
  }

  /// Reads a list of objects such as
  /// `{"route": "POST /v1/files", "skip": 1, "times": 2, "do": "status", "status": 429}`.
  ///
  /// - Throws: `ServerError.faults`.
  convenience init(parsing text: [UInt8], routes: [Route]) throws(ServerError) {
    guard case .array(let items) = JSON(parsing: text) else {
      throw .faults("it must be a JSON list of objects")
    }
    let known = Set(routes.map(\.name))
    var rules: [Rule] = []
    for (index, item) in items.enumerated() {
      do throws(APIError) {
        rules.append(try Self.rule(item, known))
      } catch {
        throw .faults("item \(index + 1): \(error.message)")
      }
    }
    self.init(rules)
  }

  private static func rule(_ item: JSON, _ known: Set<String>) throws(APIError) -> Rule {
    let fields = try Fields(item, param: nil)
    let names: Set = ["route", "skip", "times", "do", "seconds", "status", "retry-after", "code"]
    try fields.allowOnly(names) { name, _ in
      "unknown key '\(name)'; there are \(names.sorted().joined(separator: ", "))"
    }
    let route = try fields.string("route")
    if let route, !known.contains(route) {
      throw .invalid("there is no route '\(route)'; write one as 'POST /v1/files'")
    }
    let isForever = fields["times"] == "all"
    return Rule(
      route: route,
      skip: try fields.integer("skip", in: 0...1_000_000) ?? 0,
      times: isForever ? nil : try fields.integer("times", in: 1...1_000_000) ?? 1,
      fault: try Fault(fields)
    )
  }

  /// Counts a request and returns the fault that hits it.
  func next(for route: String) -> Fault? {
    counts.withLock { counts in
      var found: Fault?
      for (index, rule) in rules.enumerated() where rule.route == nil || rule.route == route {
        counts[index] += 1
        let number = counts[index] - rule.skip
        guard number >= 1, rule.times.map({ number <= $0 }) ?? true else { continue }
        found = found ?? rule.fault
      }
      return found
    }
  }
}
