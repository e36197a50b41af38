/// Which values of axes the items of `include` or `exclude` name.
///
/// A hundred items and a hundred thousand combinations are ten million pairs, so all items are compared
/// with a combination at once, each by a bit.
struct ItemConditions: Sendable {
  /// For each choice of each axis the items that name no other value there; empty for an axis that no
  /// item names.
  private let allowed: [[SmallSet]]

  /// The items that name no value which an axis lacks.
  let satisfiable: SmallSet

  init(_ items: [Matrix.Selection], _ axes: [Matrix.Axis]) {
    var satisfiable = SmallSet(items.indices)
    var named = axes.map { _ in [(item: Int, choice: Int)]() }
    for (item, selection) in items.enumerated() {
      for choice in selection.choices {
        guard let axis = axes.firstIndex(where: { $0.path.text == choice.path.text }) else {
          continue
        }
        if let number = axes[axis].place(of: choice.text) {
          named[axis].append((item, number))
        } else {
          satisfiable = satisfiable.subtracting(SmallSet([item]))
        }
      }
    }
    self.satisfiable = satisfiable
    allowed = zip(axes, named).map { axis, named in
      guard !named.isEmpty else { return [] }
      let others = satisfiable.subtracting(SmallSet(named.map(\.item)))
      var allowed = axis.choices.map { _ in others }
      for (item, choice) in named where satisfiable.contains(item) { allowed[choice].insert(item) }
      return allowed
    }
  }

  /// The items of which a combination of the axes has all values.
  ///
  /// - Parameters:
  ///   - product: The combination's number among all of the axes.
  ///   - strides: How far apart two combinations are that differ in an axis by one choice.
  /// - Returns: The items; those that name no axis are among them.
  func items(ofProduct product: Int, _ strides: [Int]) -> SmallSet {
    var items = satisfiable
    for (axis, allowed) in allowed.enumerated() where !allowed.isEmpty {
      items = items.intersection(allowed[product / strides[axis] % allowed.count])
    }
    return items
  }
}
