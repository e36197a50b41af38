internal import Diagnostics
private import Synchronization

/// The files of pairs that a manifest's experiments name; each is looked for once.
final class PairsFiles: Sendable {
  private let manifestPath: String
  private let reader: any ManifestReader

  /// What forbids the use of a file, by its path.
  private let objections = Mutex<[String: Diagnostic?]>([:])

  /// - Parameters:
  ///   - manifestPath: The path of the manifest, which paths given as options are relative to.
  ///   - reader: What knows the files that experiments may use.
  init(manifestPath: String, reader: any ManifestReader) {
    self.manifestPath = manifestPath
    self.reader = reader
  }

  /// What a value of `dataset.pairs` says; nil where it is a file that may not be used.
  var usable: @Sendable (ResolvedValue) -> Manifest.PairsOrigin? {
    { [self] value in
      let origin = Manifest.PairsOrigin(value, manifestPath: manifestPath)
      return objection(to: origin) == nil ? origin : nil
    }
  }

  /// The check that an experiment may use the file that it names.
  var check: ManifestCheck {
    { [self] values, diagnostics in
      guard let value = values.value(at: "dataset.pairs") else { return }
      let origin = Manifest.PairsOrigin(value, manifestPath: manifestPath)
      guard var objection = objection(to: origin) else { return }
      objection.range = value.range
      diagnostics.append(objection)
    }
  }

  private func objection(to origin: Manifest.PairsOrigin) -> Diagnostic? {
    guard case .file(_, let path) = origin else { return nil }
    return objections.withLock { objections in
      if let known = objections[path] { return known }
      let objection = reader.objection(toFile: path)
      objections.updateValue(objection, forKey: path)
      return objection
    }
  }
}
