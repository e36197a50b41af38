internal import Diagnostics

extension Matrix {
  /// One way to choose a value for every path.
  ///
  /// It holds only its number, so that many of them take little memory.
  struct Combination: Sendable {
    /// What all combinations share.
    let table: CombinationTable

    /// Its place among them.
    let number: Int

    /// The choices as they are shown and as they name steps.
    var values: [Manifest.VariantValue] { choices(table.everything).map(\.shown) }

    /// A manifest's values with the choices in their places.
    func applied(to base: ResolvedValue) -> ResolvedValue {
      choices(table.everything).reduce(base) {
        $0.replacing($1.path.keys[...], with: $1.value)
      }
    }

    /// The value at a path of keys in a manifest's values with the choices in their places, or nil
    /// where there is none.
    func value(_ lookup: PathLookup) -> ResolvedValue? {
      let numbers = table.choices(lookup.selection, ofCombination: number)
      // Most values are the same in all combinations.
      guard let first = numbers.first else { return lookup.value }
      let choices = numbers.count == 1 ? [table.choice(first)] : choices(lookup.selection)
      return choices.reduce(lookup.value) { value, choice in
        let below = choice.path.keys.count - lookup.keys.count
        switch below {
        case 0: return choice.value
        case 1...:
          return (value ?? ResolvedValue(.mapping([]), origin: lookup.origin))
            .replacing(choice.path.keys.suffix(below), with: choice.value)
        default:
          return choice.value.value(at: lookup.keys.suffix(-below))
        }
      }
    }

    /// The choices at some paths in the order of the paths, outer ones before inner ones.
    private func choices(_ selection: CombinationTable.PathSelection) -> [Choice] {
      table.choices(selection, ofCombination: number)
        .map(table.choice)
        .sorted { $0.path.text < $1.path.text }
    }
  }
}
