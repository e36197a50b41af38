/// Finds what somebody probably meant by a name that is not known.
package enum ClosestMatch {
  /// Longer names are not compared, since the cost grows with the product of the lengths.
  private static let longestName = 80

  /// The candidate closest to a name, or nil where none is close enough to suggest.
  ///
  /// One edit is allowed for every three letters, and at least one; an edit inserts, removes or
  /// replaces a letter or swaps two neighbours. Case counts only between equally close candidates,
  /// and of several equally close ones the first wins.
  package static func closest(to name: String, among candidates: some Sequence<String>) -> String? {
    let typed = Array(name.lowercased().unicodeScalars)
    let exact = Array(name.unicodeScalars)
    guard !typed.isEmpty, typed.count <= longestName else { return nil }

    var best: (distance: (Int, Int), candidate: String)?
    for candidate in candidates {
      let known = Array(candidate.lowercased().unicodeScalars)
      let length = max(typed.count, known.count)
      let allowed = max(1, length / 3)
      guard known.count <= longestName, abs(typed.count - known.count) <= allowed else { continue }
      let distance = editDistance(typed, known)
      // As many edits as letters leave nothing of what was typed.
      guard distance <= allowed, distance < length else { continue }
      let refined = (distance, editDistance(exact, Array(candidate.unicodeScalars)))
      if let best, best.distance <= refined { continue }
      best = (refined, candidate)
    }
    return best?.candidate
  }

  /// The Damerau-Levenshtein distance in its optimal string alignment form.
  ///
  /// Source: L. Boytsov, *Indexing methods for approximate dictionary searching*, 2011, section 2.
  private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var row = [i + 1]
      row.reserveCapacity(right.count + 1)
      for (j, other) in right.enumerated() {
        var cost = Swift.min(last[j + 1] + 1, row[j] + 1, last[j] + (letter == other ? 0 : 1))
        if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
          cost = Swift.min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[right.count]
  }
}
