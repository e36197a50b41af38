internal import Engine
internal import Providers

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
}
