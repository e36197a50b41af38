/// The memory of one pass through the model and back, made once and used for every step.
///
/// Matrices have a row for each place of the token row. What the way back needs is kept for each
/// layer; the rest is shared.
final class Activations {
  /// What one layer leaves for the way back.
  struct Layer {
    /// The sum that enters the layer.
    let input: FloatBuffer

    /// One number for each place: 1 / root mean square of `input`.
    let inputScale: FloatBuffer

    /// `input` after its norm.
    let normalizedInput: FloatBuffer

    /// Queries, then keys, then values, each head by head.
    let queriesKeysValues: FloatBuffer

    /// The heads' results side by side, before the output matrix.
    let attention: FloatBuffer

    /// For each head a run of places: the logarithm of the sum of the exponentiated scores.
    let logSums: FloatBuffer

    /// The sum between the layer's two halves.
    let middle: FloatBuffer

    /// One number for each place: 1 / root mean square of `middle`.
    let middleScale: FloatBuffer

    /// `middle` after its norm.
    let normalizedMiddle: FloatBuffer

    /// The inputs of the unit, replaced by its slopes.
    let slopes: FloatBuffer

    /// The values of the unit.
    let units: FloatBuffer
  }

  /// The rows of which the output loss holds the logits at a time.
  static let logitBlock = 128

  /// The shape of the model.
  let shape: ModelShape

  /// The most places that fit.
  let capacity: Int

  /// What each layer leaves.
  let layers: [Layer]

  /// The sum that leaves the last layer.
  let output: FloatBuffer

  /// 1 / root mean square of each row of `output`.
  let outputScale: FloatBuffer

  /// The rows whose products with the embedding are the logits.
  let normalizedOutput: FloatBuffer

  /// A block of the normalised rows whose prediction counts.
  let gathered: FloatBuffer

  /// A row of the vocabulary for each gathered row.
  let logits: FloatBuffer

  /// What attention works in.
  let scratch: FloatBuffer

  /// The gradient of the sum that runs through the layers.
  ///
  /// Like the next two it is shared by the layers, and empty where there is no way back.
  let sumGradient: FloatBuffer

  /// A gradient of `width` floats a place.
  let narrowGradient: FloatBuffer

  /// A gradient of up to `4 width` floats a place.
  let wideGradient: FloatBuffer

  /// Memory for rows of up to `capacity` places whose documents have up to `longest` places.
  init(_ shape: ModelShape, capacity: Int, longest: Int, forTraining: Bool) {
    self.shape = shape
    self.capacity = capacity
    let width = shape.width
    func rows(_ columns: Int) -> FloatBuffer { FloatBuffer(count: capacity * columns) }
    layers = (0..<shape.layers).map { _ in
      Layer(
        input: rows(width),
        inputScale: rows(1),
        normalizedInput: rows(width),
        queriesKeysValues: rows(3 * width),
        attention: rows(width),
        logSums: rows(shape.heads),
        middle: rows(width),
        middleScale: rows(1),
        normalizedMiddle: rows(width),
        slopes: rows(shape.hidden),
        units: rows(shape.hidden)
      )
    }
    output = rows(width)
    outputScale = rows(1)
    normalizedOutput = rows(width)
    gathered = FloatBuffer(count: Self.logitBlock * width)
    logits = FloatBuffer(count: Self.logitBlock * shape.vocabulary)
    scratch = FloatBuffer(count: Attention.scratch(longest: longest, shape))
    sumGradient = FloatBuffer(count: forTraining ? capacity * width : 0)
    narrowGradient = FloatBuffer(count: forTraining ? capacity * width : 0)
    wideGradient = FloatBuffer(count: forTraining ? capacity * shape.hidden : 0)
  }
}
