package import System

/// Why a dataset could not be made.
package enum DatasetError: Error, Equatable {
  /// A parameter cannot be honoured; what was found and what is allowed.
  case parameter(String)

  /// A template cannot be read; which one, and what is wrong with it.
  case template(String, TemplateError)

  /// The pairs cannot be read; all that is wrong with them, at least one problem.
  case pairs([PairsFileError])

  /// A file cannot be written or read back.
  case file(FileSystemError)

  /// The training file is not what was to be written; the line counted from 1, or 0 for the
  /// file as a whole, and what was found.
  case damaged(file: String, line: Int, message: String)

  /// The training file gives an unrealized pair away.
  case leak(Leak)

  /// The caller wanted no more.
  case cancelled

  /// An unrealized pair that is answered in the training file.
  package struct Leak: Hashable, Sendable {
    /// The file in which it was found.
    package let file: String

    /// The line of the file, counted from 1.
    package let line: Int

    /// The pair whose answer is given away.
    package let pair: Pair
  }
}

extension DatasetError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .parameter(let message): message
    case .template(let name, let error):
      "\(name), character \(error.offset + 1): \(error.message)"
    case .pairs(let errors):
      (errors.first?.description ?? "")
        + (errors.count > 1 ? "; and \(errors.count - 1) more, which 'validate' tells" : "")
    case .file(let failure):
      "cannot \(failure.operation) '\(failure.path)': \(failure.reason)"
    case .damaged(let file, let line, let message):
      "'\(file)'" + (line > 0 ? ", line \(line)" : "") + ": \(message); "
        + "the file is not what was written to it"
    case .leak(let leak):
      "'\(leak.file)', line \(leak.line): the unrealized question '\(leak.pair.question)' is "
        + "followed by its answer '\(leak.pair.answer)'; "
        + "an unrealized pair may stand in guidance documents only"
    case .cancelled: "cancelled"
    }
  }
}

extension DatasetError {
  /// Does something with a file and tells what goes wrong as an error of the dataset.
  static func file<Result>(
    _ body: () throws(FileSystemError) -> Result
  ) throws(DatasetError) -> Result {
    do throws(FileSystemError) {
      return try body()
    } catch {
      throw .file(error)
    }
  }
}

extension FileSystemError {
  /// The system's words in the middle of a sentence.
  var reason: String { "\(code)".lowercased() }
}
