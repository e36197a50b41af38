import CKernels
import Providers

/// The transposes of a model's matrices, kept beside the parameters.
///
/// The library packs a transposed factor anew for every product, which takes long where the other
/// factor has few rows: 64 rows times an embedding of 5 500 by 128 took 1.28 ms, and 0.82 ms with
/// the transpose at hand.
final class TransposedParameters {
  private let regions: [ParameterLayout.Region]
  private let buffer: FloatBuffer

  /// Memory for the transposes of some matrices; there is no content before the first `update`.
  init(of regions: [ParameterLayout.Region]) {
    self.regions = regions
    buffer = FloatBuffer(count: regions.map { $0.offset + $0.count }.max() ?? 0)
  }

  /// The transpose of a matrix, which must be one of those given at first.
  func matrix(_ region: ParameterLayout.Region) -> Matrix {
    Matrix(buffer.base + region.offset, region.columns, region.rows)
  }

  /// Takes over all parameters.
  func update(from parameters: UnsafePointer<Float>) {
    for region in regions { update(region, rows: 0..<region.rows, from: parameters) }
  }

  /// Takes over the rows of matrices that lie in a part of the parameters, whose ends are no row's
  /// middle; threads may do it at once for parts that do not overlap.
  func update(_ part: Range<Int>, from parameters: UnsafePointer<Float>) {
    for region in regions {
      let shared = part.clamped(to: region.offset..<region.offset + region.count)
      guard !shared.isEmpty else { continue }
      let first = (shared.lowerBound - region.offset) / region.columns
      let end = (shared.upperBound - region.offset) / region.columns
      update(region, rows: first..<end, from: parameters)
    }
  }

  private func update(
    _ region: ParameterLayout.Region,
    rows: Range<Int>,
    from parameters: UnsafePointer<Float>
  ) {
    VectorKernels.best.transpose(
      parameters + region.offset + rows.lowerBound * region.columns,
      rows.count,
      region.columns,
      buffer.base + region.offset + rows.lowerBound,
      region.rows
    )
  }
}
