package import System

/// The cache keys that steps have before anything is made, to compare plans with each other.
///
/// What a step will make has no content yet. In its place stands a digest of the step's own key and
/// the artifact's name, so two forecast keys are equal exactly when everything that decides the
/// steps' outputs is. They are not the keys under which a workspace keeps results.
package struct KeyForecast {
  /// The contents of files outside the store by path; each file is read once.
  private var fileDigests: [String: Digest] = [:]

  package init() {}

  /// The keys of a plan's steps, in the order of the plan.
  ///
  /// - Throws: `FileSystemError` where a file that a step reads cannot be read.
  package mutating func keys(of plan: Plan) throws(FileSystemError) -> [CacheKey] {
    try plan.forecastKeys { (path) throws(FileSystemError) in try digest(ofFile: path) }
  }

  /// The key of a step as if it read nothing of other steps: what its own parameters and files say.
  ///
  /// - Throws: `FileSystemError` where a file that the step reads cannot be read.
  package mutating func ownKey(of step: StepSpec) throws(FileSystemError) -> CacheKey {
    try CacheKey(of: step, inputs: []) { (path) throws(FileSystemError) in
      try digest(ofFile: path)
    }
  }

  /// The digest of a file outside the store.
  ///
  /// - Throws: `FileSystemError` where it cannot be read.
  package mutating func digest(ofFile path: String) throws(FileSystemError) -> Digest {
    if let known = fileDigests[path] { return known }
    let digest = try FileSystem.digest(ofFile: path)
    fileDigests[path] = digest
    return digest
  }
}

extension Plan {
  /// The keys that the steps have before anything is made, in the order of the plan.
  ///
  /// - Parameter file: Gives the digest that stands for the content of the file at a path.
  /// - Returns: The keys.
  /// - Throws: What `file` throws.
  func forecastKeys<Failure: Error>(
    file: (_ path: String) throws(Failure) -> Digest
  ) throws(Failure) -> [CacheKey] {
    var makers: [StepID: CacheKey] = [:]
    var keys: [CacheKey] = []
    keys.reserveCapacity(steps.count)
    for step in steps {
      let inputs = step.inputs.compactMap { input -> CacheKey.Content? in
        guard input.role == .content, let maker = makers[input.step] else { return nil }
        let output = "\(maker.digest.hexadecimal) \(input.artifact)"
        return CacheKey.Content(name: input.artifact.rawValue, digest: Digest(of: output.utf8))
      }
      let key = try CacheKey(of: step, inputs: inputs, file: file)
      makers[step.id] = key
      keys.append(key)
    }
    return keys
  }
}

extension CacheKey {
  /// The key of a step with the digests that a function gives for the files at paths.
  fileprivate init<Failure: Error>(
    of step: StepSpec,
    inputs: [Content],
    file: (_ path: String) throws(Failure) -> Digest
  ) throws(Failure) {
    var files: [Content] = []
    for input in step.files {
      files.append(Content(name: input.name, digest: try file(input.path)))
    }
    self.init(of: step, inputs: inputs, files: files)
  }
}
