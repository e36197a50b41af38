import Crypto
import Providers
import Synchronization
import System

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How long documents may be, as far as that is known before a model is loaded.
///
/// Many experiments of a matrix have the same documents, whose tokens are counted once.
final class DocumentLengths: Sendable {
  private let pythons: PythonSearch
  private let temporaryFolder: String
  private let known = Mutex<[SHA256Digest: [Int]]>([:])

  init(pythons: PythonSearch, temporaryFolder: String) {
    self.pythons = pythons
    self.temporaryFolder = temporaryFolder
  }

  /// What limits the documents of a model; nil where its tokenizer is not at hand.
  ///
  /// - Parameters:
  ///   - name: The model as a manifest writes it.
  ///   - folder: The folder that relative paths begin in.
  ///   - own: The values of the provider's own training parameters.
  /// - Returns: The limit.
  func limit(
    of name: String,
    in folder: String,
    _ own: [String: ParameterValue]
  ) -> DocumentLimit? {
    guard case .integer(let most)? = own["max-length"] else { return nil }
    let count: @Sendable ([String]) -> [Int]?
    switch ModelSource(name, in: folder) {
    case .random: count = { $0.map(\.utf8.count) }
    case .folder(let path):
      let tokenizer = "\(path)/tokenizer.json"
      guard FileSystem.exists(tokenizer) else { return nil }
      count = { self.counts(of: $0, by: tokenizer, own) }
    // The one is inside another file and the other elsewhere.
    case .gguf, .hub: return nil
    }
    // A token is at least a byte, and a document has a token before and after its text.
    return DocumentLimit(bytes: most - 2) { documents in
      let counts = count(documents.map { $0.prompt + $0.completion })
      return documents.indices.map { index in
        guard let counts, counts.indices.contains(index), counts[index] + 2 > most else {
          return nil
        }
        return "has \(counts[index] + 2) tokens of '\(name)', and 'fine-tune.max-length' is \(most)"
      }
    }
  }

  /// The tokens of each text; nil where there is no Python that can tell.
  private func counts(
    of texts: [String],
    by tokenizer: String,
    _ own: [String: ParameterValue]
  ) -> [Int]? {
    let encoder = JSONEncoder()
    guard let lines = try? texts.map({ try encoder.encode($0) }) else { return nil }
    let bytes = Array(lines.joined(separator: Data("\n".utf8)))
    let key = SHA256.hash(data: Array("\(tokenizer)\n".utf8) + bytes)
    if let counts = known.withLock({ $0[key] }) { return counts }
    let counts = asked(bytes, tokenizer, own)
    known.withLock { $0[key] = counts }
    return counts
  }

  /// Has a Python count the tokens of texts, each a line of JSON.
  private func asked(
    _ lines: [UInt8],
    _ tokenizer: String,
    _ own: [String: ParameterValue]
  ) -> [Int]? {
    guard let python = try? pythons.installation(for: own), python.versions["tokenizers"] != nil,
      let folder = try? FileSystem.makeTemporaryFolder("\(temporaryFolder)/manifest-run-")
    else { return nil }
    defer { try? FileSystem.removeTree(folder) }
    let file = "\(folder)/texts.jsonl"
    let code = String(decoding: PackageResources.counting_py, as: UTF8.self)
    guard (try? FileSystem.write(lines, to: file)) != nil,
      let result = try? ChildProcess.run(
        [python.program, "-I", "-c", code, tokenizer, file],
        to: .memory(limit: 1 << 24)
      ),
      result.status == 0
    else { return nil }
    return try? JSONDecoder().decode([Int].self, from: Data(result.output))
  }
}
