import Crypto
import Providers
import System

/// The files of a model in a folder, as Transformers reads it.
enum ModelFolder {
  /// What the worker leaves of a whole model.
  static let files = ["config.json", weights, "tokenizer.json", "tokenizer_config.json"]

  /// The weights of a whole model.
  static let weights = "model.safetensors"

  /// What stays of a tuned model.
  static func files(_ kept: KeptWeights) -> [String] {
    switch kept {
    case .all: files
    case .additions: ["adapter_config.json", "adapter_model.safetensors"]
    case .none: []
    }
  }

  /// The folder of a tuned model whose weights are removed once it was asked.
  ///
  /// - Parameters:
  ///   - key: The cache key of the training, in hexadecimal digits.
  ///   - stateFolder: A folder of the workspace that outlives steps.
  /// - Returns: The folder's path, whether it is there or not.
  static func ofDiscarded(_ key: String, below stateFolder: String) -> String {
    "\(stateFolder)/transformers/weights/\(key)"
  }

  /// The files of a folder that a model may consist of; others, such as pages on it, change nothing.
  static func isPart(_ name: String) -> Bool {
    name.hasSuffix(".safetensors")
      || [
        "config.json", "model.safetensors.index.json", "tokenizer.json", "tokenizer_config.json",
        "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt",
        "tokenizer.model",
      ].contains(name)
  }

  /// A folder in which the files have their names, whatever they are called where they lie.
  ///
  /// It holds links, and has the same path for the same contents.
  ///
  /// - Throws: `ProviderError.file`.
  static func make(of files: [DataFile], below parent: String) throws(ProviderError) -> String {
    let files = files.sorted { $0.name < $1.name }
    let text = files.map { "\($0.name) \($0.digest)\n" }.joined()
    let digest = hexadecimal(SHA256.hash(data: Array(text.utf8)))
    let folder = "\(parent)/models/\(digest.prefix(24))"
    do throws(FileSystemError) {
      try FileSystem.makeFolders(folder)
      for file in files {
        let link = "\(folder)/\(file.name)"
        let path = try FileSystem.absolutePath(file.path)
        guard FileSystem.target(ofLink: link) != path else { continue }
        FileSystem.remove(link)
        try FileSystem.linkSymbolically(link, to: path)
      }
    } catch {
      throw .file(path: error.path, problem: "\(error.code)")
    }
    return folder
  }
}

/// Where a model of a manifest comes from, by how it is written.
enum ModelSource: Hashable {
  /// A folder, as `save_pretrained` leaves it, with weights in safetensors.
  case folder(String)

  /// A file of llama.cpp's format.
  case gguf(String)

  /// A model of random weights over bytes, of a family such as `llama`.
  case random(family: String)

  /// A model of the Hugging Face hub.
  case hub(String)

  /// - Parameters:
  ///   - name: The model as it is written.
  ///   - folder: The folder that relative paths begin in.
  init(_ name: String, in folder: String) {
    let isPath = ["/", "./", "../"].contains { name.hasPrefix($0) }
    let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
    if name.hasPrefix("random:") {
      self = .random(family: String(name.dropFirst("random:".count)))
    } else if name.hasSuffix(".gguf") {
      self = .gguf(path)
    } else if isPath {
      self = .folder(path)
    } else {
      self = .hub(name)
    }
  }
}
