/// Sorts the nodes of a graph so that each comes after those that it depends on.
enum TopologicalOrder {
  private enum Visit {
    case none
    case open
    case done
  }

  /// The nodes' places in an order that keeps the given one wherever dependencies allow it.
  ///
  /// Visits depth first with a stack of its own, since a chain of ten thousand steps would
  /// overflow the call stack.
  ///
  /// - Throws: `PlanError.cycle` with the names along the first circle found.
  static func order(of edges: [[Int]], names: [StepID]) throws(PlanError) -> [Int] {
    var visits = [Visit](repeating: .none, count: edges.count)
    var order: [Int] = []
    order.reserveCapacity(edges.count)
    for root in edges.indices where visits[root] == .none {
      var path: [(node: Int, next: Int)] = [(root, 0)]
      visits[root] = .open
      while let (node, next) = path.last {
        guard next < edges[node].count else {
          visits[node] = .done
          order.append(node)
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let target = edges[node][next]
        switch visits[target] {
        case .none:
          visits[target] = .open
          path.append((target, 0))
        case .open:
          let circle = path.map(\.node).drop { $0 != target } + [target]
          throw .cycle(circle.map { names[$0] })
        case .done:
          break
        }
      }
    }
    return order
  }
}
