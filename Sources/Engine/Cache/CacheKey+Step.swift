extension CacheKey {
  /// The key of a step; the only place that makes one.
  ///
  /// - Parameters:
  ///   - step: What declares kind, version and parameters.
  ///   - inputs: The contents that it reads of other steps, in the order of their declaration.
  ///   - files: The contents that it reads outside the store.
  init(of step: StepSpec, inputs: [Content], files: [Content]) {
    self.init(
      kind: step.kind,
      version: step.version,
      fingerprint: step.parameters,
      inputs: inputs,
      files: files
    )
  }
}
