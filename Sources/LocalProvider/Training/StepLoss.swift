import CKernels
import Providers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The cross-entropy of a step's predictions and its gradient, for the rows of all shards together.
///
/// Predictions that come after the same tokens share a row (`StepPredictions`).
///
/// The vocabulary is cut into blocks of columns, each a task for any thread: of the logits first,
/// and when the sums of the exponentials are known, of the embedding's gradient. The rows are cut
/// into chunks, one unless a step is large, so that memory does not grow with it.
///
/// Exponentials are of a logit less that of the row's target, which a model that learns keeps near
/// the largest; with `d = x - x[target]` the cross-entropy is `log Σ e^d` in nats, and its gradient
/// by the logits `e^d / Σ e^d`, less 1 at the target. A row takes the target of the prediction that
/// leads it.
final class StepLoss {
  /// The columns of a block.
  static let blockColumns = 512

  /// The sum of exponentials from which on a row's are taken relative to its largest logit.
  private static let largestSum: Float = 1e30

  private let context: PassContext
  private let largestChunk: Int
  private let gathered: FloatBuffer
  private let exponentials: FloatBuffer
  private let targets: UnsafeMutablePointer<Int32>
  private let chosen: FloatBuffer
  private let references: FloatBuffer
  private let sums: FloatBuffer
  private let totals: FloatBuffer
  private let factors: FloatBuffer
  private let counts: FloatBuffer

  private var layout: ParameterLayout { context.layout }
  private var width: Int { context.shape.width }
  private var vocabulary: Int { layout.embedding.rows }
  private var embedding: Matrix { layout.embedding.matrix(in: context.parameters) }

  /// Memory for up to `rows` predictions of a model whose weights a context knows, and the logits
  /// of up to `largestChunk` of them.
  init(_ context: PassContext, rows: Int, largestChunk: Int) {
    self.context = context
    self.largestChunk = largestChunk
    let chunk = min(rows, largestChunk)
    gathered = FloatBuffer(count: rows * context.shape.width)
    exponentials = FloatBuffer(count: chunk * context.shape.vocabulary)
    targets = .allocate(capacity: max(1, rows))
    targets.initialize(repeating: 0, count: rows)
    chosen = FloatBuffer(count: rows)
    references = FloatBuffer(count: rows)
    let blocks = (context.shape.vocabulary + Self.blockColumns - 1) / Self.blockColumns
    sums = FloatBuffer(count: blocks * chunk)
    totals = FloatBuffer(count: rows)
    factors = FloatBuffer(count: rows)
    counts = FloatBuffer(count: rows)
  }

  deinit {
    targets.deallocate()
  }

  /// The parts in which a chunk's rows are exponentiated, so that threads end at nearly the same time.
  static let rowParts = 2

  /// The blocks of columns.
  var blocks: Int { (vocabulary + Self.blockColumns - 1) / Self.blockColumns }

  /// The chunks of so many rows, at least one.
  func chunks(ofRows rows: Int) -> [Range<Int>] {
    guard rows > 0 else { return [0..<0] }
    return stride(from: 0, to: rows, by: largestChunk).map {
      $0..<min($0 + largestChunk, rows)
    }
  }

  /// Takes a shard's predictions, and the normalised output at the places of those that lead a row.
  func take(
    _ shard: Int,
    of predictions: StepPredictions,
    _ sequences: TokenSequences,
    from output: FloatBuffer
  ) {
    let first = predictions.bounds[shard].prediction
    for (index, place) in sequences.countedPlaces.enumerated() {
      let prediction = first + index
      let target = sequences.targets[place]
      let x = output.base + place * width
      targets[prediction] = target
      chosen.base[prediction] = VectorKernels.best.dot(
        x,
        embedding.base + Int(target) * width,
        width
      )
      let row = predictions.rows[prediction]
      guard predictions.leaders[row] == prediction else { continue }
      (gathered.base + row * width).update(from: x, count: width)
      references.base[row] = chosen.base[prediction]
    }
  }

  private func columns(ofBlock block: Int) -> Range<Int> {
    block * Self.blockColumns..<min((block + 1) * Self.blockColumns, vocabulary)
  }

  /// The block's part of the logits' memory.
  private func logits(ofBlock block: Int, _ chunk: Range<Int>) -> Matrix {
    let columns = columns(ofBlock: block)
    return Matrix(
      exponentials.base + columns.lowerBound,
      chunk.count,
      columns.count,
      stride: vocabulary
    )
  }

  private func rows(_ range: Range<Int>) -> Matrix {
    Matrix(gathered.base + range.lowerBound * width, range.count, width)
  }

  /// Computes the logits of some of a chunk's rows in a block of columns.
  private func computeLogits(
    ofBlock block: Int,
    _ part: Range<Int>,
    of chunk: Range<Int>
  ) throws(ProviderError) -> Matrix {
    try context.flag.check()
    let columns = columns(ofBlock: block)
    let all = logits(ofBlock: block, chunk)
    let logits = Matrix(
      all.base + (part.lowerBound - chunk.lowerBound) * all.stride,
      part.count,
      all.columns,
      stride: all.stride
    )
    let transposed = context.transposed.matrix(layout.embedding)
    try MatrixProduct.multiply(
      rows(part),
      Matrix(transposed.base + columns.lowerBound, width, columns.count, stride: vocabulary),
      into: logits
    )
    return logits
  }

  /// Computes the exponentials of a part of a chunk's rows in a block of columns, and their sums.
  func exponentiate(block: Int, part: Int, of chunk: Range<Int>) throws(ProviderError) {
    let rows = rows(ofPart: part, of: chunk)
    guard !rows.isEmpty else { return }
    let logits = try computeLogits(ofBlock: block, rows, of: chunk)
    let sums = sums.base + block * chunk.count + rows.lowerBound - chunk.lowerBound
    for row in 0..<logits.rows {
      sums[row] = VectorKernels.best.exponentiate(
        logits.base + row * logits.stride,
        references.base[rows.lowerBound + row],
        logits.columns
      )
    }
  }

  private func rows(ofPart part: Int, of chunk: Range<Int>) -> Range<Int> {
    let (start, end) = (chunk.count * part, chunk.count * (part + 1))
    return chunk.lowerBound + start / Self.rowParts..<chunk.lowerBound + end / Self.rowParts
  }

  /// Finishes a chunk of which all blocks are exponentiated, and returns the sum of its
  /// cross-entropies; gradients are from here on of `weight` times it.
  func finish(
    _ chunk: Range<Int>,
    of predictions: StepPredictions,
    weight: Float
  ) throws(ProviderError) -> Double {
    addSums(of: chunk)
    if !chunk.allSatisfy({ totals.base[$0] < Self.largestSum }) {
      try refer(toLargestOf: chunk)
      for block in 0..<blocks {
        for part in 0..<Self.rowParts { try exponentiate(block: block, part: part, of: chunk) }
      }
      addSums(of: chunk)
    }
    counts.base.advanced(by: chunk.lowerBound).update(repeating: 0, count: chunk.count)
    for row in predictions.rows where chunk.contains(row) { counts.base[row] += 1 }
    var total = 0.0
    for row in chunk {
      let (sum, count) = (totals.base[row], counts.base[row])
      total += Double(count) * (log(Double(sum)) + Double(references.base[row]))
      // The exponentials lack this factor; the narrow matrices are cheaper to multiply.
      factors.base[row] = weight * count / sum
      VectorKernels.best.scale(gathered.base + row * width, factors.base[row], width)
    }
    for (prediction, row) in predictions.rows.enumerated() where chunk.contains(row) {
      total -= Double(chosen.base[prediction])
      let offset = (row - chunk.lowerBound) * vocabulary + Int(targets[prediction])
      exponentials.base[offset] -= totals.base[row] / counts.base[row]
    }
    return total
  }

  /// Adds the blocks' sums of each row together.
  private func addSums(of chunk: Range<Int>) {
    let totals = totals.base + chunk.lowerBound
    totals.update(repeating: 0, count: chunk.count)
    for block in 0..<blocks {
      VectorKernels.best.add_scaled(totals, sums.base + block * chunk.count, 1, chunk.count)
    }
  }

  /// Replaces the references by the largest logit of each row.
  private func refer(toLargestOf chunk: Range<Int>) throws(ProviderError) {
    for block in 0..<blocks {
      let logits = try computeLogits(ofBlock: block, chunk, of: chunk)
      for row in 0..<logits.rows {
        let found = VectorKernels.best.maximum(logits.base + row * logits.stride, logits.columns)
        let reference = references.base + chunk.lowerBound + row
        reference.pointee = max(reference.pointee, found)
      }
    }
  }

  /// Computes the gradient of a block of the embedding's rows by a finished chunk's logits, and adds
  /// it to `kept` times what is there.
  func addEmbeddingGradient(
    block: Int,
    _ chunk: Range<Int>,
    to gradients: UnsafeMutablePointer<Float>,
    kept: Float
  ) throws(ProviderError) {
    try context.flag.check()
    let columns = columns(ofBlock: block)
    let result = Matrix(
      layout.embedding.matrix(in: gradients).base + columns.lowerBound * width,
      columns.count,
      width
    )
    guard !chunk.isEmpty else {
      if kept == 0 { result.base.update(repeating: 0, count: columns.count * width) }
      return
    }
    try MatrixProduct.multiply(
      logits(ofBlock: block, chunk).transposed,
      rows(chunk),
      into: result,
      beta: kept
    )
  }

  /// Computes the gradient of a shard's normalised output at the places of those predictions that
  /// lead a row of a finished chunk; that of the others is in theirs.
  func outputGradient(
    _ shard: Int,
    of predictions: StepPredictions,
    _ sequences: TokenSequences,
    _ chunk: Range<Int>,
    into outputGradient: FloatBuffer,
    scratch: FloatBuffer
  ) throws(ProviderError) {
    let first = predictions.bounds[shard]
    let range = (first.row..<predictions.bounds[shard + 1].row).clamped(to: chunk)
    guard !range.isEmpty else { return }
    let start = exponentials.base + (range.lowerBound - chunk.lowerBound) * vocabulary
    let result = Matrix(scratch.base, range.count, width)
    try MatrixProduct.multiply(Matrix(start, range.count, vocabulary), embedding, into: result)
    for row in range {
      let place = sequences.countedPlaces[predictions.leaders[row] - first.prediction]
      VectorKernels.best.copy_scaled(
        outputGradient.base + place * width,
        scratch.base + (row - range.lowerBound) * width,
        factors.base[row],
        width
      )
    }
  }
}
