import Crypto
import Foundation
import Providers
import System

@testable import LocalProvider

/// A folder that is removed when the body has ended.
@discardableResult
func withTemporaryFolder<Value>(
  isolation: isolated (any Actor)? = #isolation,
  _ body: (String) async throws -> Value
) async throws -> Value {
  let folder = NSTemporaryDirectory() + "LocalProviderTests-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await body(folder)
}

/// Writes a file and describes it as a step would.
func dataFile(
  _ content: some Sequence<UInt8>,
  named name: String,
  in folder: String
) throws -> DataFile {
  let path = folder + "/" + name
  let data = Data(content)
  try data.write(to: URL(fileURLWithPath: path))
  return DataFile(name: name, path: path, digest: sha256(data), byteCount: data.count)
}

/// Writes pairs as JSON Lines.
func pairFile(
  _ pairs: [PairFile.Pair],
  named name: String = "train.jsonl",
  in folder: String
) throws -> DataFile {
  let lines = try pairs.map { pair in
    let object = ["prompt": pair.prompt, "completion": pair.completion]
    return String(decoding: try JSONEncoder().encode(object), as: UTF8.self)
  }
  return try dataFile(lines.map { $0 + "\n" }.joined().utf8, named: name, in: folder)
}

/// Twenty questions with an answer each, small enough to be learned by heart in a moment.
let twentyPairs: [PairFile.Pair] = {
  let things = ["sky", "sea", "moon", "grass", "snow", "night", "fire", "sand", "rose", "coal"]
  let answers = ["blue", "deep", "round", "green", "cold", "dark", "hot", "dry", "red", "black"]
  return zip(things, answers).flatMap { thing, answer in
    [
      PairFile.Pair(prompt: "What is the \(thing) like?", completion: " \(answer)\n"),
      PairFile.Pair(prompt: "Where is the \(thing)?", completion: " over the \(answer) hill\n"),
    ]
  }
}()

/// A model of a tiny shape as it is before training.
func tinyModel(seed: Int = 1, texts: [String] = ["the cat sat on the mat", " a dog"]) -> LocalModel
{
  var builder = VocabularyBuilder()
  for text in texts { builder.add(text) }
  let vocabulary = builder.vocabulary()
  let shape = ModelShape(width: 16, layers: 2, heads: 2, vocabulary: vocabulary.count)
  return LocalModel(
    shape: shape,
    parameters: FineTuneParameters(
      model: "ada",
      epochs: 2,
      batchSize: 3,
      learningRateMultiplier: 0.4,
      seed: seed
    ),
    tokenizer: Tokenizer(vocabulary: vocabulary),
    weights: []
  ).untrained
}

/// Calls the body with a pool of so many threads.
func withWorkers<Value>(
  threads: Int = 2,
  _ body: (WorkerPool) throws -> Value
) rethrows -> Value {
  // As a job's own thread does; a library with helpers of its own sums in another order on some processors.
  MatrixProduct.useOnlyCallingThread()
  let pool = WorkerPool(Cores(count: threads))
  defer { pool.shutDown() }
  return try body(pool)
}

/// The context of a model whose weights the buffer holds.
func context(
  _ shape: ModelShape,
  _ weights: FloatBuffer,
  capacity: Int
) -> PassContext {
  let layout = ParameterLayout(shape)
  let transposed = TransposedParameters(
    of: [layout.embedding] + layout.layers.flatMap(\.matrices)
  )
  transposed.update(from: weights.base)
  return PassContext(
    layout: layout,
    weights: weights,
    transposed: transposed,
    activations: Activations(shape, capacity: capacity, longest: capacity, forTraining: true),
    flag: CancellationFlag()
  )
}

/// Documents of given tokens of which the first are not predicted.
func set(_ documents: [(tokens: [Int32], promptCount: Int)]) -> DocumentSet {
  var set = DocumentSet()
  for document in documents { set.append(document) }
  return set
}

/// The sum of the documents' cross-entropies as one step, and the gradient of `weight` times it.
func stepGradient(
  _ shape: ModelShape,
  _ weights: FloatBuffer,
  _ documents: [(tokens: [Int32], promptCount: Int)],
  weight: Float = 1,
  usualPlaces: Int = 1024,
  largestChunk: Int = 1024
) throws -> (loss: Double, norm: Double, gradient: [Float]) {
  let set = set(documents)
  let layout = ParameterLayout(shape)
  return try withWorkers { pool in
    let step = StepGradient(
      layout: layout,
      places: set.largestTotal(ofDocuments: documents.count),
      batchSize: documents.count,
      longest: set.longest,
      usualPlaces: usualPlaces,
      largestChunk: largestChunk,
      threads: pool.size
    ) { context(shape, weights, capacity: $0) }
    let batch = Array(documents.indices)
    // What is left of a step before must not show.
    _ = try step.compute(batch[...], of: set, weight: 3, pool)
    let (loss, norm) = try step.compute(batch[...], of: set, weight: weight, pool)
    return (loss, norm, Array(UnsafeBufferPointer(start: step.sum, count: layout.count)))
  }
}

/// A row of documents of given tokens of which the first are not predicted.
func row(_ documents: [(tokens: [Int32], promptCount: Int)]) -> TokenSequences {
  var row = TokenSequences()
  for document in documents { row.append(document.tokens[...], promptCount: document.promptCount) }
  return row
}

/// Random floats of the normal distribution.
func normals(_ count: Int, seed: Int, deviation: Double = 1) -> [Float] {
  var generator = RandomGenerator(seed: seed, stream: .sampling)
  return (0..<count).map { _ in Float(generator.normal() * deviation) }
}

/// SHA-256 as hexadecimal digits.
func sha256(_ data: Data) -> String {
  hexadecimal(SHA256.hash(data: data))
}
