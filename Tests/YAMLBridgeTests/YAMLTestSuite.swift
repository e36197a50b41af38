import Diagnostics
import YAMLBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The public YAML test suite, where it lies beside the package.
enum YAMLTestSuite {
  /// One case: a text, the events it has, and whether it must be refused.
  struct Case: Sendable {
    let name: String
    let file: SourceFile
    let events: [String]
    let isError: Bool
  }

  /// All cases in the order of their names; empty where there is no suite.
  static func cases() -> [Case] {
    names(in: root).flatMap { name in
      // A folder holds one case, or one more folder for each of several.
      let folders =
        exists("\(root)/\(name)/in.yaml")
        ? [name] : names(in: "\(root)/\(name)").map { "\(name)/\($0)" }
      return folders.compactMap { load($0) }
    }
  }

  /// Whether the suite is there.
  static var isPresent: Bool { !names(in: root).isEmpty }

  private static var root: String {
    // From Tests/YAMLBridgeTests/YAMLTestSuite.swift up to the package, then to its neighbour.
    let package = #filePath.split(separator: "/").dropLast(3)
    return "/" + package.dropLast().joined(separator: "/") + "/shared/data/yaml-test-suite"
  }

  private static func load(_ name: String) -> Case? {
    let folder = "\(root)/\(name)"
    guard let events = try? read("\(folder)/test.event"), let file = try? read("\(folder)/in.yaml")
    else { return nil }
    return Case(
      name: name,
      file: file,
      events: events.text.split(separator: "\n").map { String($0.drop { $0 == " " }) },
      isError: exists("\(folder)/error")
    )
  }

  private static func read(_ path: String) throws(SourceFileError) -> SourceFile {
    try SourceFile.load(path: path, name: path, byteLimit: 1 << 20)
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}

extension YAMLEvent {
  /// The event in the notation of the suite; styles of collections, which it tells apart, left out.
  var suiteNotation: String {
    let properties = [anchor.map { "&\($0)" }, tag.map { "<\($0)>" }].compactMap(\.self)
    func line(_ name: String, _ rest: [String] = []) -> String {
      ([name] + properties + rest).joined(separator: " ")
    }
    return switch kind {
    case .streamStart: "+STR"
    case .streamEnd: "-STR"
    case .documentStart(_, let isExplicit): isExplicit ? "+DOC ---" : "+DOC"
    case .documentEnd(let isExplicit): isExplicit ? "-DOC ..." : "-DOC"
    case .sequenceStart(let isFlow): line("+SEQ" + (isFlow ? " []" : ""))
    case .sequenceEnd: "-SEQ"
    case .mappingStart(let isFlow): line("+MAP" + (isFlow ? " {}" : ""))
    case .mappingEnd: "-MAP"
    case .alias(let name): "=ALI *\(name)"
    case .scalar(let scalar): line("=VAL", [scalar.style.suiteNotation + scalar.suiteText])
    }
  }
}

extension YAMLScalar {
  fileprivate var suiteText: String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}

extension YAMLScalar.Style {
  fileprivate var suiteNotation: String {
    switch self {
    case .plain: ":"
    case .singleQuoted: "'"
    case .doubleQuoted: "\""
    case .literal: "|"
    case .folded: ">"
    }
  }
}
