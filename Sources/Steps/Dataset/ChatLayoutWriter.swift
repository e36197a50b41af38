internal import Engine
internal import System

/// Writes a dataset's files as conversations: the prompt is what the user says, the completion what
/// the assistant answers.
///
/// A document has an empty prompt. Services take an empty message for a missing one, so the
/// assistant's message stands alone there, or after the words that the service's settings give.
struct ChatLayoutWriter: Sendable {
  /// What the user says before a document, if anything.
  let documentPrompt: String?

  /// An existing folder.
  let folder: String

  private static let linesBetweenChecks = 256

  /// Writes both files, and last the card that says what they were made from.
  ///
  /// - Parameters:
  ///   - training: The path of the training file.
  ///   - validation: The path of the validation file.
  ///   - dataset: What the dataset's own card says of its files.
  ///   - isCancelled: Asked every few hundred lines.
  /// - Throws: What cannot be read or written, or that the caller wanted no more.
  func write(
    training: String,
    validation: String,
    dataset: DatasetDigests,
    isCancelled: () -> Bool
  ) throws(DatasetError) {
    let files = [
      try convert(training, to: .train, isCancelled),
      try convert(validation, to: .validation, isCancelled),
    ]
    let card = CardText.object(
      [("dataset-card", .number(DatasetCard.formatVersion)), ("layout", .text("chat"))]
        + (documentPrompt.map { [("document-prompt", .text($0))] } ?? [])
        + [
          (
            "files",
            .list(
              files
                + dataset.files.map {
                  .object([("name", .text($0.name)), ("digest", .text($0.digest))])
                }
            )
          )
        ]
    )
    try DatasetError.file { () throws(FileSystemError) in
      var output = try FileOutput(path: "\(folder)/\(ChatFileName.card.rawValue)")
      try output.append(card.bytes)
      _ = try output.finish()
    }
  }

  /// Writes one file and gives its entry on the card.
  private func convert(
    _ path: String,
    to name: ChatFileName,
    _ isCancelled: () -> Bool
  ) throws(DatasetError) -> CardText {
    var output: FileOutput
    do throws(FileSystemError) {
      output = try FileOutput(path: "\(folder)/\(name.rawValue)")
    } catch {
      throw .file(error)
    }
    var reader = try DataLineReader(path: path)
    var lines = 0
    while let line = try reader.next() {
      if lines % Self.linesBetweenChecks == 0, isCancelled() { throw .cancelled }
      lines += 1
      let opening = line.prompt.isEmpty ? documentPrompt.map { Array($0.utf8) } : line.prompt
      let conversation = JSONText.line(user: opening, assistant: line.completion)
      do throws(FileSystemError) {
        try output.append(conversation)
      } catch {
        throw .file(error)
      }
    }
    let content: FileOutput.Content
    do throws(FileSystemError) {
      content = try output.finish()
    } catch {
      throw .file(error)
    }
    return .object([
      ("name", .text(name.rawValue)),
      ("lines", .number(lines)),
      ("bytes", .number(content.bytes)),
      ("digest", .text(content.digest.description)),
    ])
  }
}
