import CKernels
import Providers

/// The transposes of a model's matrices, kept beside the parameters.
///
/// The library packs a transposed factor anew for every product, which takes long where the other
/// factor has few rows: 64 rows times an embedding of 5 500 by 128 took 1.28 ms, and 0.82 ms with
/// the transpose at hand.
final class TransposedParameters {
  /// Some rows of a matrix, one task of an update.
  private struct Part {
    var region: ParameterLayout.Region
    var firstRow: Int
    var rows: Int
  }

  /// The rows of one part at most.
  private static let partRows = 512

  private let parts: [Part]
  private let buffer: FloatBuffer

  /// Memory for the transposes of some matrices; there is no content before the first `update`.
  init(_ layout: ParameterLayout, of regions: [ParameterLayout.Region]) {
    parts = regions.flatMap { region in
      stride(from: 0, to: region.rows, by: Self.partRows).map {
        Part(region: region, firstRow: $0, rows: min(Self.partRows, region.rows - $0))
      }
    }
    buffer = FloatBuffer(count: regions.map { $0.offset + $0.count }.max() ?? 0)
  }

  /// The transpose of a matrix, which must be one of those given at first.
  func matrix(_ region: ParameterLayout.Region) -> Matrix {
    Matrix(buffer.base + region.offset, region.columns, region.rows)
  }

  /// Takes over the parameters.
  func update(from parameters: UnsafePointer<Float>, _ crew: Crew) throws(ProviderError) {
    try crew.perform(parts.count) { part, _ in update(parts[part], from: parameters) }
  }

  /// Takes over the parameters on the calling thread.
  func update(from parameters: UnsafePointer<Float>) {
    for part in parts { update(part, from: parameters) }
  }

  private func update(_ part: Part, from parameters: UnsafePointer<Float>) {
    let region = part.region
    VectorKernels.best.transpose(
      parameters + region.offset + part.firstRow * region.columns,
      part.rows,
      region.columns,
      buffer.base + region.offset + part.firstRow,
      region.rows
    )
  }
}
