internal import Crypto
@testable internal import LocalProvider
internal import Providers
import System

extension FuzzTarget {
  /// Files to train on, as clients upload them.
  static let trainingData = FuzzTarget(name: "training-data") { bytes in
    InputFile.with(bytes) { path in
      let digest = hexadecimal(SHA256.hash(data: bytes))
      let data = DataFile(name: "train.jsonl", path: path, digest: digest, byteCount: bytes.count)
      let file = PairFile(file: data)
      var builder = VocabularyBuilder()
      var pairs: [PairFile.Pair] = []
      do throws(ProviderError) {
        try file.forEachPair { pair, _ in
          pairs.append(pair)
          for text in [pair.prompt, pair.completion] { builder.add(text) }
        }
        let tokenizer = Tokenizer(vocabulary: builder.vocabulary())
        let set = try DocumentSet(file, tokenizer, flag: CancellationFlag())
        guard set.documents.count == pairs.count else { return "a document is missing" }
        for (document, pair) in zip(set.documents, pairs) {
          guard tokenizer.text(of: set.tokens(of: document)) == pair.prompt + pair.completion else {
            return "a document has another text than its pair"
          }
        }
        let rows = set.rows(of: Array(set.documents.indices), capacity: set.longest)
        return rows.reduce(0) { $0 + $1.count } == pairs.count ? nil : "a document is in no row"
      } catch {
        return "\(error)".isMessage ? nil : "an error repeats a long text"
      }
    }
  }
}
