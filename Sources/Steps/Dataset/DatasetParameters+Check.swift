extension DatasetParameters {
  /// Refuses numbers from which no training file can be made.
  func check(available: Int) throws(DatasetError) {
    for (name, count) in [
      ("realized", realized), ("unrealized", unrealized), ("guidance repeats", guidanceRepeats),
      ("example repeats", exampleRepeats),
    ] where count < 0 {
      throw .parameter("'\(name)' is \(count); it cannot be negative")
    }
    guard pairsPerDocument.lowerBound >= 1 else {
      throw .parameter(
        "'pairs per document' begins at \(pairsPerDocument.lowerBound); the least is 1"
      )
    }
    let (pairs, overflow) = realized.addingReportingOverflow(unrealized)
    guard !overflow, pairs <= available else {
      throw .parameter(
        "\(realized) realized and \(unrealized) unrealized pairs are wanted, "
          + "but there are only \(available) pairs"
      )
    }
    let documents = [
      pairs.multipliedReportingOverflow(by: guidanceRepeats),
      realized.multipliedReportingOverflow(by: exampleRepeats),
    ]
    guard documents.allSatisfy({ !$0.overflow && $0.partialValue < 1 << 40 }) else {
      throw .parameter("the pairs and their repeats make too many documents")
    }
    guard documents.contains(where: { $0.partialValue > 0 }) else {
      throw .parameter(
        "the training file would be empty; at least one guidance or one example is needed"
      )
    }
  }
}
