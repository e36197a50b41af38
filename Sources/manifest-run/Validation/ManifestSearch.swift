import Diagnostics
import Manifest
import System

/// Finds the manifests that files and folders of the command line stand for.
struct ManifestSearch {
  /// The manifests' paths, each once: those of the command line as they are given, those of a folder
  /// in the order of their names.
  private(set) var paths: [String] = []

  /// The paths that stand for no manifest, and why.
  private(set) var problems: [(path: String, problem: Diagnostic)] = []

  private var seen: Set<String> = []

  /// Looks for manifests; a folder stands for all its `.yaml` and `.yml` files at any depth.
  ///
  /// Hidden files and folders are passed over, and so are symbolic links.
  init(_ arguments: [String]) {
    for argument in arguments {
      if Self.isFolder(argument) { addFolder(argument) } else { add(argument) }
    }
  }

  private mutating func add(_ path: String) {
    guard seen.insert(ManifestPaths.real(path) ?? path).inserted else { return }
    paths.append(path)
  }

  private mutating func addFolder(_ folder: String) {
    var trimmed = folder[...]
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
    var files: [String] = []
    var folders = [String(trimmed)]
    while let next = folders.popLast() {
      let names: [String]
      do {
        names = try FileSystem.names(in: next)
      } catch {
        let reason = SourceFileError.Reason.system("\(error.code)")
        problems.append((next, SourceFileError(name: next, reason: reason).diagnostic))
        continue
      }
      for name in names where !name.hasPrefix(".") {
        let path = next == "." ? name : next.hasSuffix("/") ? next + name : "\(next)/\(name)"
        let isManifest = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        switch Self.kind(of: path) {
        case .folder: folders.append(path)
        case .regular where isManifest: files.append(path)
        default: break
        }
      }
    }
    guard !files.isEmpty else {
      problems.append((folder, .noManifest(in: folder)))
      return
    }
    for path in files.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) { add(path) }
  }

  private static func isFolder(_ path: String) -> Bool {
    (try? FileSystem.status(of: path, followingLinks: true))?.kind == .folder
  }

  /// The kind of a file itself, symbolic links not followed; nil where there is none.
  private static func kind(of path: String) -> FileStatus.Kind? {
    (try? FileSystem.status(of: path))?.kind
  }
}

extension Diagnostic {
  /// A folder that stands for no manifest.
  fileprivate static func noManifest(in folder: String) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "no-manifest",
      message: "there is no .yaml or .yml file in '\(folder)'",
      range: nil
    )
  }
}
