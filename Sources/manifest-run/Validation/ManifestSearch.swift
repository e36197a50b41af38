import Diagnostics
import Manifest

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

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
  /// Hidden files and folders are passed over, and so are symbolic links that lead out of a folder.
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
    var links: [String] = []
    var folders = [String(trimmed)]
    while let next = folders.popLast() {
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: next) else {
        let words = String(cString: strerror(errno))
        problems.append((next, SourceFileError(name: next, reason: .system(words)).diagnostic))
        continue
      }
      for name in names where !name.hasPrefix(".") {
        let path = next == "." ? name : next.hasSuffix("/") ? next + name : "\(next)/\(name)"
        let isManifest = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        switch Self.kind(of: path) {
        case S_IFDIR: folders.append(path)
        case S_IFREG where isManifest: files.append(path)
        case S_IFLNK where isManifest: links.append(path)
        default: break
        }
      }
    }
    let root = ManifestPaths.real(folder) ?? folder
    let inside = links.filter { link in
      guard let real = ManifestPaths.real(link) else { return false }
      return ManifestPaths.isInside(real, folder: root) && Self.kind(of: real) == S_IFREG
    }
    guard !files.isEmpty || !inside.isEmpty else {
      problems.append((folder, .noManifest(in: folder)))
      return
    }
    // A file comes under its own name, and a link only where the file itself is no manifest's.
    let own = Set(files.compactMap(ManifestPaths.real))
    let others = inside.filter { ManifestPaths.real($0).map { !own.contains($0) } ?? false }
    for path in (files + others).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      add(path)
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The kind of a file itself, symbolic links not followed; 0 where there is none.
  private static func kind(of path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
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
