import Crypto
import Providers
import Synchronization
import System

/// The models that were used last.
final class ModelCache: Sendable {
  /// The most models kept.
  static let capacity = 4

  private struct Key: Hashable {
    var digest: String
    var stage: ModelReference.Stage
  }

  private let entries = Mutex<[(key: Key, model: LocalModel)]>([])

  /// The model of a reference, from memory or from its file.
  ///
  /// - Throws: `ProviderError.rejected` where the reference names no file; `ProviderError.file`
  ///   where the file is not the model that the reference means.
  func model(_ reference: ModelReference) throws(ProviderError) -> LocalModel {
    guard let file = reference.files.first else {
      throw .rejected(
        "the model '\(reference.id)' comes without its file, and this provider runs models from"
          + " their files only"
      )
    }
    let key = Key(digest: file.digest, stage: reference.stage)
    if let model = kept(key) { return model }
    let tuned = try load(file)
    let model = reference.stage == .base ? tuned.untrained : tuned
    entries.withLock {
      $0.removeAll { $0.key == key }
      $0.append((key, model))
      $0.removeFirst(max(0, $0.count - Self.capacity))
    }
    return model
  }

  private func kept(_ key: Key) -> LocalModel? {
    entries.withLock { entries in
      guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
      let entry = entries.remove(at: index)
      entries.append(entry)
      return entry.model
    }
  }

  private func load(_ file: DataFile) throws(ProviderError) -> LocalModel {
    let bytes = try FileAccess.bytes(at: file.path)
    do throws(ModelFileProblem) {
      let model = try ModelFile.model(from: bytes)
      guard hexadecimal(SHA256.hash(data: bytes)) == file.digest else { throw .damaged }
      return model
    } catch {
      throw .file(path: file.path, problem: error.description)
    }
  }
}
