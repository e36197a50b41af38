/// Why a file's content is no model.
enum ModelFileProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// It starts as no model file does.
  case foreign

  /// Its checksum or its header does not fit.
  case damaged

  /// Its layout is of a version that cannot be read.
  case otherVersion(UInt32)

  /// What was found and what to do, as the end of a sentence about the file.
  var description: String {
    switch self {
    case .foreign:
      "is not a model file; name the file that a fine-tune step with the provider 'local' left"
    case .damaged:
      "is damaged or was not written to its end; delete it and train the model again"
    case .otherVersion(let version):
      "has format \(version) and this program reads format \(ModelFile.version); use the program"
        + " that wrote it, or train the model again"
    }
  }
}
