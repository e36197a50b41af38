import Foundation
import TestSupport
import Testing

/// The targets may see each other only along these arrows; what is not listed is refused.
struct ImportArrowTests {
  private static let allowed: [String: Set<String>] = [
    "System": [],
    "Diagnostics": ["System"],
    "YAMLBridge": ["CYAML", "Diagnostics"],
    "Manifest": ["YAMLBridge", "Diagnostics", "System"],
    "Engine": ["System"],
    "Providers": ["System"],
    "Statistics": [],
    "Metrics": ["Statistics"],
    "Report": ["Metrics", "Statistics"],
    "Steps": [
      "Manifest", "Engine", "Providers", "Statistics", "Metrics", "Report", "Diagnostics",
      "System",
    ],
    "TransformersProvider": ["Providers", "System"],
    "LocalProvider": ["Providers", "System", "CDNNL", "CKernels"],
    "HTTP": ["System", "CCurl"],
    "HTTPCache": ["Engine", "HTTP", "System"],
    "Server": ["Providers", "System"],
    "OpenAIProvider": ["Providers", "HTTP", "System"],
    "manifest-run": [
      "Diagnostics", "Manifest", "Engine", "Providers", "Metrics", "Report", "Steps",
      "LocalProvider", "HTTPCache", "OpenAIProvider", "TransformersProvider", "Server", "System",
    ],
  ]

  /// Other packages and the parts of the toolchain, with the targets that may use them.
  private static let outside: [String: Set<String>] = [
    "ArgumentParser": ["manifest-run"],
    "Crypto": ["Engine", "LocalProvider", "TransformersProvider", "Server"],
    "FlyingSocks": ["Server"],
    "GRDB": ["Engine"],
    "Accelerate": ["LocalProvider"],
    "Dispatch": ["Engine", "manifest-run"],
    "FoundationEssentials": [
      "Engine", "Steps", "LocalProvider", "Server", "OpenAIProvider", "TransformersProvider",
      "manifest-run",
    ],
    "Foundation": [
      "Engine", "Steps", "LocalProvider", "Server", "OpenAIProvider", "TransformersProvider",
      "manifest-run",
    ],
    "Synchronization": [
      "System", "Engine", "Manifest", "Steps", "LocalProvider", "HTTP", "HTTPCache", "Server",
      "OpenAIProvider", "TransformersProvider", "manifest-run",
    ],
    "Glibc": Set(allowed.keys),
    "Musl": Set(allowed.keys),
    "Darwin": Set(allowed.keys),
  ]

  @Test func `every import follows an arrow`() throws {
    var seen = 0
    for file in PackageFolder.files(below: "Sources", ending: ".swift") {
      let target = String(file.prefix { $0 != "/" })
      let arrows = try #require(Self.allowed[target], "no arrows are written for '\(target)'")
      for (line, module) in try imports(of: "Sources/\(file)") {
        seen += 1
        let isAllowed = arrows.contains(module) || Self.outside[module]?.contains(target) == true
        #expect(isAllowed, "\(file):\(line): '\(target)' may not import '\(module)'")
      }
    }
    #expect(seen > 100)
  }

  @Test func `all of Foundation is imported only where its essentials are not apart`() throws {
    for file in PackageFolder.files(below: "Sources", ending: ".swift") {
      let modules = try imports(of: "Sources/\(file)").map(\.module)
      guard modules.contains("Foundation") else { continue }
      #expect(modules.contains("FoundationEssentials"), "\(file) imports all of Foundation")
    }
  }

  @Test func `the package declares the same arrows`() throws {
    let text = try String(contentsOfFile: PackageFolder.path("Package.swift"), encoding: .utf8)
    for (target, arrows) in Self.allowed {
      let start = try #require(
        text.range(of: "arget(\n      name: \"\(target)\",\n")
          ?? text.range(of: "target(name: \"\(target)\"")
      )
      let end = text[start.upperBound...].range(of: "swiftSettings")?.lowerBound ?? text.endIndex
      let declaration = text[start.upperBound..<end]
      for other in Self.allowed.keys where declaration.contains("\"\(other)\"") {
        #expect(arrows.contains(other) || other == target, "\(target) depends on \(other)")
      }
    }
  }

  private func imports(of file: String) throws -> [(line: Int, module: String)] {
    let text = try String(contentsOfFile: PackageFolder.path(file), encoding: .utf8)
    let levels: Set<Substring> = ["package", "internal", "private", "fileprivate", "public"]
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .compactMap { index, line in
        var words = line.split(separator: " ")[...]
        while let word = words.first, levels.contains(word) || word.hasPrefix("@") {
          words = words.dropFirst()
        }
        guard words.first == "import", let module = words.dropFirst().first else { return nil }
        return (index + 1, String(module.prefix { $0 != "." }))
      }
  }
}
