internal import Engine
internal import Providers

#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

extension StepContext {
  /// An input that the step declared.
  func input(_ input: StepInput) -> ArtifactFile {
    self.input(input.step, input.artifact)
  }

  /// An input that the step declared, as providers take files.
  func dataFile(_ input: StepInput) -> DataFile {
    let file = self.input(input)
    return DataFile(
      name: input.artifact.rawValue,
      path: file.path,
      digest: file.digest.hexadecimal,
      byteCount: file.byteCount
    )
  }

  /// The path of an artifact that the step is making.
  func path(of artifact: ArtifactName) -> String {
    "\(folder)/\(artifact.rawValue)"
  }

  /// Gives a file that was made in the step's folder the name of an artifact.
  ///
  /// - Throws: `StepFailure` where the file is not there or cannot be renamed.
  func adopt(_ file: String, as artifact: ArtifactName) throws(StepFailure) -> ArtifactName {
    guard rename(file, path(of: artifact)) == 0 else {
      throw StepFailure("keeping '\(artifact)'", .storage(String(cString: strerror(errno))))
    }
    return artifact
  }
}
