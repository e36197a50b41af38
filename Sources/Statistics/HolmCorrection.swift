/// The p-values of several tests, corrected for their number.
///
/// Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6
/// (1979), 65–70.
package enum HolmCorrection {
  /// The corrected p-values, in the order of the given ones.
  package static func corrected(_ p: [Double]) -> [Double] {
    var corrected = p
    var largest = 0.0
    for (rank, place) in p.indices.sorted(by: { p[$0] < p[$1] }).enumerated() {
      largest = max(largest, min(1, p[place] * Double(p.count - rank)))
      corrected[place] = largest
    }
    return corrected
  }
}
