import Diagnostics
import Manifest

/// Applies the fix-its of manifests to the files in which they were written.
///
/// Only files that are validated themselves are changed, not others that they extend.
struct ManifestCorrection {
  /// What became of the fix-its of one file.
  struct Entry {
    var path: String

    /// The problems whose fixes are in the file now; empty where it was left as it was.
    var corrected: [Diagnostic]

    /// Why the file was left as it was.
    var failure: FileReplacement.Failure?
  }

  /// One entry for each file that has something to correct, in the order of the manifests.
  private(set) var entries: [Entry] = []

  /// Whether no file was changed.
  var isEmpty: Bool { entries.allSatisfy(\.corrected.isEmpty) }

  /// Corrects the files of manifests that were read just now.
  init(of manifests: [ValidatedManifest]) {
    let allowed = Set(manifests.map { ManifestPaths.real($0.path) ?? $0.path })
    var groups: [String: (file: SourceFile, problems: [Diagnostic])] = [:]
    var order: [String] = []
    var seen: Set<Diagnostic> = []
    for diagnostic in manifests.lazy.flatMap(\.diagnostics) {
      guard
        diagnostic.replacement != nil, let file = diagnostic.range?.file,
        let real = ManifestPaths.real(file.name), allowed.contains(real),
        seen.insert(diagnostic).inserted
      else { continue }
      if groups[real] == nil { order.append(real) }
      groups[real, default: (file, [])].problems.append(diagnostic)
    }
    for group in order.compactMap({ groups[$0] }) {
      guard let corrected = CorrectedText(group.file, fixing: group.problems) else { continue }
      entries.append(Self.entry(corrected))
    }
  }

  private static func entry(_ corrected: CorrectedText) -> Entry {
    let path = corrected.file.name
    do throws(FileReplacement.Failure) {
      try FileReplacement.replace(path, corrected.file.text, with: corrected.text)
      return Entry(path: path, corrected: corrected.applied)
    } catch {
      return Entry(path: path, corrected: [], failure: error)
    }
  }
}

extension FileReplacement.Failure: CustomStringConvertible {
  /// Why, as the end of a sentence.
  var description: String {
    switch self {
    case .changed: "it was changed since it was read; validate it again"
    case .system(let words): words
    case .hardLinks(let count):
      "it has \(count) names (hard links), which a new file would part; edit it by hand"
    case .readOnly: "it is read-only; make it writable ('chmod u+w') or edit a copy"
    case .otherOwner: "it belongs to another user or group, and a new file would be yours"
    }
  }
}
