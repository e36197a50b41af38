internal import Engine

/// The part of a dataset's card that says which files belong together.
struct DatasetDigests: Decodable {
  struct File: Decodable {
    var name: String

    /// With the name of the hash before it, as cards have it.
    var digest: String
  }

  var files: [File]

  /// The SHA-256 of one of the dataset's files in hexadecimal digits; nil where it has no such file.
  func digest(of name: ArtifactName) -> String? {
    files.first { $0.name == name.rawValue }
      .flatMap { $0.digest.split(separator: ":").last.map(String.init) }
  }
}
