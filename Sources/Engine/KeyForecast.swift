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
    var makers: [StepID: CacheKey] = [:]
    var keys: [CacheKey] = []
    keys.reserveCapacity(plan.steps.count)
    for step in plan.steps {
      let inputs = step.inputs.compactMap { input -> CacheKey.Content? in
        guard input.role == .content, let maker = makers[input.step] else { return nil }
        let promise = "\(maker.digest.hexadecimal) \(input.artifact)"
        return CacheKey.Content(name: input.artifact.rawValue, digest: Digest(of: promise.utf8))
      }
      let key = try key(of: step, inputs: inputs)
      makers[step.id] = key
      keys.append(key)
    }
    return keys
  }

  /// The key of a step as if it read nothing of other steps: what its own parameters and files say.
  ///
  /// - Throws: `FileSystemError` where a file that the step reads cannot be read.
  package mutating func ownKey(of step: any Step) throws(FileSystemError) -> CacheKey {
    try key(of: step, inputs: [])
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

  private mutating func key(
    of step: any Step,
    inputs: [CacheKey.Content]
  ) throws(FileSystemError) -> CacheKey {
    var files: [CacheKey.Content] = []
    for file in step.files {
      files.append(.init(name: file.name, digest: try digest(ofFile: file.path)))
    }
    return CacheKey(of: step, inputs: inputs, files: files)
  }
}
