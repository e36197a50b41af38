internal import Crypto
@testable internal import LocalProvider

extension FuzzTarget {
  /// Trained models, as they may come from a shared cache.
  ///
  /// Each input is read as it is and with the digest that belongs to it, which no fuzzer would find.
  static let modelFiles = FuzzTarget(name: "model-files") { bytes in
    for content in [bytes, bytes + SHA256.hash(data: bytes)] {
      guard let model = try? ModelFile.model(from: content) else { continue }
      let written = ModelFile.bytes(of: model)
      guard let again = try? ModelFile.model(from: written) else {
        return "a model that is written again does not read back"
      }
      // Compared as bytes, since a weight may be no number.
      guard ModelFile.bytes(of: again) == written else {
        return "a model that is written again reads as another one"
      }
      let text = "Why? So, 1 2 3\n"
      guard model.tokenizer.text(of: model.tokenizer.tokens(of: text)) == text else {
        return "a text is another one as tokens"
      }
    }
    return nil
  }
}
