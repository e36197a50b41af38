internal import Manifest

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
    guard personas.count <= Manifest.Dataset.mostPersonas else {
      throw .parameter(
        "'personas' has \(personas.count) names; at most \(Manifest.Dataset.mostPersonas) are allowed"
      )
    }
    try checkPairs(available: available)
    let instructions = guidedPairs.count * answersPerQuestion
    let documents = [
      instructions.multipliedReportingOverflow(by: guidanceRepeats),
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

  private func checkPairs(available: Int) throws(DatasetError) {
    let (pairs, overflow) = realized.addingReportingOverflow(unrealized)
    let (wanted, manyOverflow) = pairs.multipliedReportingOverflow(by: answersPerQuestion)
    guard !overflow, !manyOverflow, wanted <= available else {
      let answers = personas.count > 1 ? ", each with \(personas.count) answers," : ""
      throw .parameter(
        "\(realized) realized and \(unrealized) unrealized pairs\(answers) are wanted, "
          + "but there are only \(available) pairs"
      )
    }
    guard guidanceAnswers == .shuffled else { return }
    for (split, count) in [(Manifest.Split.realized, realized), (.unrealized, unrealized)]
    where guidanceSplits.contains(split) && count == 1 {
      throw .parameter("'\(split.rawValue)' is 1; its answer cannot be shuffled with another")
    }
  }
}
