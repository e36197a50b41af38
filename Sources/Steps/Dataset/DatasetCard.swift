internal import Manifest
internal import System

package import Engine

/// What is known about a dataset: what it was made of, what it holds, and what was checked.
package struct DatasetCard: Hashable, Sendable {
  /// Raised when the card's own format changes.
  package static let formatVersion = 1

  /// Documents of the training file.
  package struct Counts: Hashable, Sendable {
    package let exampleDocuments: Int
    package let guidanceDocuments: Int

    /// Instructions in all guidance documents.
    package let instructions: Int

    /// Documents of both kinds, which is lines of the training file.
    package var documents: Int { exampleDocuments + guidanceDocuments }
  }

  /// A data file.
  package struct File: Hashable, Sendable {
    package let name: DatasetFileName
    package let lines: Int
    package let bytes: Int
    package let digest: Digest
  }

  /// What the leak check looked at.
  ///
  /// There is no card of a dataset that leaks.
  package struct LeakCheckResult: Hashable, Sendable {
    /// Lines of the training file that were read.
    package let lines: Int

    /// Lines among them that are guidance documents.
    package let guidanceDocuments: Int

    /// Pairs that were looked for in every line.
    package let unrealizedPairs: Int

    /// Whether guidance documents were searched as all others, because they must not tell these pairs.
    package let searchedGuidance: Bool
  }

  package let generatorVersion: Int
  package let source: PairSourceIdentity
  package let parameters: DatasetParameters
  package let counts: Counts

  /// The training file, the validation file, and a file of questions for each split.
  package let files: [File]

  package let leakCheck: LeakCheckResult

  /// The card as it stands in its file; the same card gives the same bytes.
  package var json: [UInt8] {
    CardText.object([
      ("dataset-card", .number(Self.formatVersion)),
      ("generator-version", .number(generatorVersion)),
      ("seed", .seed(parameters.seed)),
      ("source", sourceText),
      (
        "counts",
        .object([
          ("pairs", .number(parameters.realized + parameters.unrealized)),
          ("realized-pairs", .number(parameters.realized)),
          ("unrealized-pairs", .number(parameters.unrealized)),
          ("documents", .number(counts.documents)),
          ("example-documents", .number(counts.exampleDocuments)),
          ("guidance-documents", .number(counts.guidanceDocuments)),
          ("instructions", .number(counts.instructions)),
        ])
      ),
      ("parameters", parametersText),
      ("files", .list(files.map(Self.text))),
      ("leak-check", leakCheckText),
    ]).bytes
  }

  /// Writes the card into the folder of its dataset.
  func write(toFolder folder: String) throws(DatasetError) {
    try DatasetError.file { () throws(FileSystemError) in
      var output = try FileOutput(path: folder + "/" + DatasetFileName.card.rawValue)
      try output.append(json)
      _ = try output.finish()
    }
  }

  private var sourceText: CardText {
    switch source {
    case .builtin(let version):
      .object([("kind", .text("builtin")), ("version", .number(version))])
    case .file(_, let digest):
      // Its name is in no key, so it must be in no artifact that a key counts.
      .object([("kind", .text("file")), ("digest", .text(digest.description))])
    }
  }

  private var parametersText: CardText {
    // What a dataset does not use is not on its card, so that older cards keep their bytes.
    let personas: [(String, CardText)] =
      parameters.personas.isEmpty
      ? [] : [("personas", .list(parameters.personas.map { .text($0) }))]
    let splits: [(String, CardText)] =
      parameters.guidanceSplits == DatasetParameters.allSplits
      ? []
      : [
        (
          "guidance-splits",
          .list(parameters.guidanceSplits.map(\.rawValue).sorted().map { .text($0) })
        )
      ]
    let answers: [(String, CardText)] =
      parameters.guidanceAnswers == .own
      ? [] : [("guidance-answers", .text(parameters.guidanceAnswers.rawValue))]
    return .object(personas + splits + answers + commonParametersText)
  }

  private var commonParametersText: [(String, CardText)] {
    [
      ("phrasings", .list(parameters.phrasings.map { .text($0) })),
      (
        "pairs-per-document",
        .list([
          .number(parameters.pairsPerDocument.lowerBound),
          .number(parameters.pairsPerDocument.upperBound),
        ])
      ),
      ("guidance-repeats", .number(parameters.guidanceRepeats)),
      ("example-template", .text(parameters.exampleTemplate)),
      ("example-repeats", .number(parameters.exampleRepeats)),
      ("layout", .text(parameters.layout.rawValue)),
      ("order", .text(parameters.order.rawValue)),
    ]
  }

  private var leakCheckText: CardText {
    .object(
      [
        ("file", .text(DatasetFileName.train.rawValue)),
        ("lines", .number(leakCheck.lines)),
        ("guidance-documents", .number(leakCheck.guidanceDocuments)),
        ("unrealized-pairs", .number(leakCheck.unrealizedPairs)),
      ]
        + (leakCheck.searchedGuidance ? [("guidance-may-tell-them", .text("no"))] : [])
        + [("leaks", .number(0))]
    )
  }

  private static func text(of file: File) -> CardText {
    .object([
      ("name", .text(file.name.rawValue)),
      ("lines", .number(file.lines)),
      ("bytes", .number(file.bytes)),
      ("digest", .text(file.digest.description)),
    ])
  }
}
