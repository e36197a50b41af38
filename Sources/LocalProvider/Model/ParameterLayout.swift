/// Where each matrix and vector of a model lies in the one flat buffer of its parameters.
///
/// Gradients and the optimisers' moments have the same layout. The parameters that AdamW trains,
/// the embedding and the norms' gains, come first; the layers' matrices, which Muon trains, after.
struct ParameterLayout: Hashable, Sendable {
  /// A matrix, or with one row a vector, in the flat buffer.
  struct Region: Hashable, Sendable {
    /// Where it starts, in floats.
    var offset: Int

    /// The number of rows.
    var rows: Int

    /// The floats of a row.
    var columns: Int

    /// The floats of the region.
    var count: Int { rows * columns }

    /// The region of a buffer that has this layout.
    func matrix(in base: UnsafeMutablePointer<Float>) -> Matrix {
      Matrix(base + offset, rows, columns)
    }
  }

  /// The parameters of one layer; a matrix has a row for each input and a column for each output.
  struct Layer: Hashable, Sendable {
    /// The gain of the norm before attention.
    var attentionGain: Region

    /// The gain of the norm before the hidden half.
    var hiddenGain: Region

    /// `width` by `3 width`: queries, then keys, then values, each head by head.
    var queriesKeysValues: Region

    /// `width` by `width`.
    var attentionOutput: Region

    /// `width` by `4 width`.
    var up: Region

    /// `4 width` by `width`.
    var down: Region

    /// The matrices that Muon trains.
    var matrices: [Region] { [queriesKeysValues, attentionOutput, up, down] }
  }

  /// `vocabulary` by `width`, used for the tokens that go in and for those that come out.
  let embedding: Region

  /// The gain of the norm before the output.
  let outputGain: Region

  /// Each layer's parameters.
  let layers: [Layer]

  /// The floats before the first matrix of Muon's.
  let adamCount: Int

  /// All floats of the model.
  let count: Int

  /// The layout of a shape without a `problem`.
  init(_ shape: ModelShape) {
    var end = 0
    func region(_ rows: Int, _ columns: Int) -> Region {
      defer { end += rows * columns }
      return Region(offset: end, rows: rows, columns: columns)
    }
    let width = shape.width
    embedding = region(shape.vocabulary, width)
    outputGain = region(1, width)
    let gains = (0..<shape.layers).map { _ in (region(1, width), region(1, width)) }
    adamCount = end
    layers = gains.map { attentionGain, hiddenGain in
      Layer(
        attentionGain: attentionGain,
        hiddenGain: hiddenGain,
        queriesKeysValues: region(width, 3 * width),
        attentionOutput: region(width, width),
        up: region(width, shape.hidden),
        down: region(shape.hidden, width)
      )
    }
    count = end
  }
}
