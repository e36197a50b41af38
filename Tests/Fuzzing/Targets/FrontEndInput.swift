internal import Diagnostics
internal import Manifest

/// Bytes as everything that the front end reads: a manifest, one that it extends, and options.
///
/// NUL bytes part them, since no text that is read has one: first the manifest, then `base.yaml`,
/// then options of the form `key.path=value`.
struct FrontEndInput {
  private static let mostOptions = 4

  private let files: [String: [UInt8]]
  private let options: [String]

  init(_ bytes: some Collection<UInt8>) {
    let parts = bytes.split(
      separator: 0,
      maxSplits: 1 + Self.mostOptions,
      omittingEmptySubsequences: false
    )
    files = [
      "m.yaml": Array(parts[0]), "base.yaml": parts.count > 1 ? Array(parts[1]) : [],
    ]
    options = parts.dropFirst(2).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Reads the input as a manifest is read and checks what must hold for every text.
  ///
  /// - Returns: What does not hold, or nil.
  func problem() -> String? {
    var diagnostics = DiagnosticList()
    let manifest = load(files, options, &diagnostics)
    guard (manifest == nil) == diagnostics.hasErrors else {
      return "a manifest is given exactly where there is no error"
    }
    for color in [false, true] {
      let text = DiagnosticFormatter(color: color).text(for: diagnostics)
      guard text.isEmpty == diagnostics.isEmpty else { return "a diagnostic has no text" }
    }
    for diagnostic in diagnostics {
      if let problem = problem(of: diagnostic) { return problem }
    }
    return manifest.flatMap(problem)
  }

  private func problem(of diagnostic: Diagnostic) -> String? {
    if diagnostic.message.utf8.count > 4096 { return "a message repeats a long text" }
    if let range = diagnostic.range {
      guard range.lower <= range.upper, range.upper <= range.file.text.utf8.count else {
        return "a diagnostic lies outside its file"
      }
    }
    return nil
  }

  /// What is wrong with a valid manifest: printed, it must read back as the same manifest.
  private func problem(of manifest: Manifest) -> String? {
    var diagnostics = DiagnosticList()
    let printed = ["m.yaml": Array(manifest.canonicalText.utf8)]
    guard let again = load(printed, [], &diagnostics) else {
      return "the resolved manifest does not read back: \(diagnostics.first?.message ?? "")"
    }
    guard again.canonicalText.utf8.elementsEqual(manifest.canonicalText.utf8) else {
      return "the resolved manifest reads back as another one"
    }
    guard manifest.differences(to: again).isEmpty else {
      return "the resolved manifest differs from the manifest"
    }
    return nil
  }

  private func load(
    _ files: [String: [UInt8]],
    _ options: [String],
    _ diagnostics: inout DiagnosticList
  ) -> Manifest? {
    Manifest.load(
      path: "m.yaml",
      overrides: options,
      reader: BytesReader(files: files),
      into: &diagnostics
    )
  }
}

/// Gives files that are bytes in memory.
private struct BytesReader: ManifestReader {
  var files: [String: [UInt8]]

  func read(_ path: String) throws(ManifestReadingError) -> SourceFile {
    do throws(SourceFileError) {
      guard let bytes = files[path] else { throw SourceFileError(name: path, reason: .missing) }
      return try SourceFile.decode(bytes, name: path)
    } catch {
      throw ManifestReadingError(error.diagnostic)
    }
  }

  func identity(of path: String) -> String { path }

  func objection(toFile path: String) -> Diagnostic? { nil }
}
