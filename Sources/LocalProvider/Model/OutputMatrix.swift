import CKernels
import Providers

/// The transpose of the embedding, `width` by the vocabulary: what the output rows are multiplied by.
///
/// The library packs a transposed factor anew for every product, which takes longer than the
/// product where there are few rows.
final class OutputMatrix {
  /// The rows of the embedding in one part.
  private static let partRows = 512

  private let buffer: FloatBuffer
  private let embedding: ParameterLayout.Region

  /// Memory for a layout; there is no content before the first `update`.
  init(_ layout: ParameterLayout) {
    embedding = layout.embedding
    buffer = FloatBuffer(count: embedding.count)
  }

  /// The matrix.
  var matrix: Matrix { Matrix(buffer.base, embedding.columns, embedding.rows) }

  private var parts: Int { (embedding.rows + Self.partRows - 1) / Self.partRows }

  /// Takes over the embedding of some parameters.
  func update(from parameters: UnsafePointer<Float>, _ crew: Crew) throws(ProviderError) {
    try crew.perform(parts) { part, _ in update(from: parameters, part: part) }
  }

  /// Takes over the embedding of some parameters on the calling thread.
  func update(from parameters: UnsafePointer<Float>) {
    for part in 0..<parts { update(from: parameters, part: part) }
  }

  private func update(from parameters: UnsafePointer<Float>, part: Int) {
    let row = part * Self.partRows
    VectorKernels.best.transpose(
      parameters + embedding.offset + row * embedding.columns,
      min(Self.partRows, embedding.rows - row),
      embedding.columns,
      buffer.base + row,
      embedding.rows
    )
  }
}
