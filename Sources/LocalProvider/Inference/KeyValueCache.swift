import CKernels

/// The keys and values of the tokens that several prompts have had so far, each in its own lane.
final class KeyValueCache {
  private let shape: ModelShape
  private let lanes: Int

  /// The most tokens of a lane.
  private let capacity: Int

  /// For each layer and lane a run of `capacity` rows of keys, and the same of values.
  private let keys: FloatBuffer
  private let values: FloatBuffer
  private let scores: FloatBuffer

  /// The tokens in each lane.
  private(set) var counts: [Int]

  /// Empty lanes.
  init(_ shape: ModelShape, lanes: Int, capacity: Int) {
    self.shape = shape
    self.lanes = lanes
    self.capacity = capacity
    keys = FloatBuffer(count: shape.layers * lanes * capacity * shape.width)
    values = FloatBuffer(count: shape.layers * lanes * capacity * shape.width)
    scores = FloatBuffer(count: capacity)
    counts = Array(repeating: 0, count: lanes)
  }

  private func offset(layer: Int, lane: Int, position: Int) -> Int {
    ((layer * lanes + lane) * capacity + position) * shape.width
  }

  /// Puts the tokens of a whole prompt into an empty lane, after a forward pass over them alone.
  func fill(lane: Int, from activations: Activations, count: Int) {
    precondition(counts[lane] == 0 && count <= capacity)
    for layer in 0..<shape.layers {
      for position in 0..<count {
        let row = activations.layers[layer].queriesKeysValues.base + position * 3 * shape.width
        store(row, layer: layer, lane: lane, position: position)
      }
    }
    counts[lane] = count
  }

  private func store(
    _ queryKeyValue: UnsafePointer<Float>,
    layer: Int,
    lane: Int,
    position: Int
  ) {
    let target = offset(layer: layer, lane: lane, position: position)
    let width = shape.width
    (keys.base + target).update(from: queryKeyValue + width, count: width)
    (values.base + target).update(from: queryKeyValue + 2 * width, count: width)
  }

  /// Stores the key and value of one new token of each active lane, and computes its attention.
  ///
  /// Row `lane` of the activations belongs to that lane.
  func attend(layer: Int, _ activations: Activations.Layer, active: [Bool]) {
    for lane in 0..<lanes where active[lane] {
      let row = activations.queriesKeysValues.base + lane * 3 * shape.width
      store(row, layer: layer, lane: lane, position: counts[lane])
      for head in 0..<shape.heads {
        attend(
          layer: layer,
          lane: lane,
          head: head,
          query: row + head * shape.headWidth,
          result: activations.attention.base + lane * shape.width + head * shape.headWidth
        )
      }
    }
  }

  private func attend(
    layer: Int,
    lane: Int,
    head: Int,
    query: UnsafePointer<Float>,
    result: UnsafeMutablePointer<Float>
  ) {
    let start = offset(layer: layer, lane: lane, position: 0) + head * shape.headWidth
    var kernel = attention_shape(shape, head: head)
    kernel.places = counts[lane] + 1
    kernel.stride = shape.width
    VectorKernels.best.attention_query(
      &kernel,
      query,
      keys.base + start,
      values.base + start,
      result,
      scores.base
    )
  }

  /// Counts the token that each active lane got.
  func advance(active: [Bool]) {
    for lane in 0..<lanes where active[lane] {
      counts[lane] += 1
    }
  }
}
