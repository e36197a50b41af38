/// A block of queries of one head in one document, with all keys that any of them sees.
struct AttentionBlock {
  /// The shape of the model.
  let shape: ModelShape

  /// The index of the head.
  let head: Int

  /// The place of the document's first token.
  let document: Int

  /// The place of the block's first query.
  let start: Int

  /// The place after the block's last query.
  let end: Int

  /// The queries of the block.
  var queryCount: Int { end - start }

  /// The keys from the document's start to the block's end.
  var keyCount: Int { end - document }

  /// The keys that a row's query sees: those up to its own.
  func visibleKeys(row: Int) -> Int { start - document + row + 1 }

  /// The block's queries in a buffer of queries, keys and values, or of their gradients.
  func queries(in base: UnsafeMutablePointer<Float>) -> Matrix {
    columns(of: base, part: 0, parts: 3, from: start, count: queryCount)
  }

  /// The block's keys in a buffer of queries, keys and values, or of their gradients.
  func keys(in base: UnsafeMutablePointer<Float>) -> Matrix {
    columns(of: base, part: 1, parts: 3, from: document, count: keyCount)
  }

  /// The block's values in a buffer of queries, keys and values, or of their gradients.
  func values(in base: UnsafeMutablePointer<Float>) -> Matrix {
    columns(of: base, part: 2, parts: 3, from: document, count: keyCount)
  }

  /// The results of the block's queries in a buffer of the heads' results, or of their gradients.
  func results(in base: UnsafeMutablePointer<Float>) -> Matrix {
    columns(of: base, part: 0, parts: 1, from: start, count: queryCount)
  }

  /// A row of keys for each query of the block, without gaps.
  func scores(in base: UnsafeMutablePointer<Float>) -> Matrix {
    Matrix(base, queryCount, keyCount)
  }

  /// The head's columns in one of the `parts` parts of rows that are that many widths long.
  private func columns(
    of base: UnsafeMutablePointer<Float>,
    part: Int,
    parts: Int,
    from place: Int,
    count: Int
  ) -> Matrix {
    let stride = parts * shape.width
    let offset = place * stride + part * shape.width + head * shape.headWidth
    return Matrix(base + offset, count, shape.headWidth, stride: stride)
  }
}
