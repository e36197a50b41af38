import Providers

/// Prompts that are continued at once, each in a lane of its own.
struct DecoderLanes {
  private let model: LocalModel
  private let prompts: [[Int32]]

  /// The place of the first prompt in the list of all.
  private let firstPlace: Int
  private let onText: (@Sendable (Int, String) -> Void)?
  private let laneCount: Int
  private let context: PassContext
  private let cache: KeyValueCache
  private var continuations: [Continuation]
  private var choices: [TokenChoice]

  /// The newest token of each lane; in a lane that is not used, any.
  private var lastTokens: [Int32]

  /// Memory for `count` lanes, of which the first have a prompt each: a part of the list of all.
  init(
    _ runner: ModelRunner,
    _ decoding: Decoding,
    _ sampling: Sampling,
    prompts: ArraySlice<[Int32]>,
    count: Int,
    onText: (@Sendable (Int, String) -> Void)?
  ) {
    precondition(prompts.count <= count)
    model = runner.model
    firstPlace = prompts.startIndex
    self.prompts = Array(prompts)
    self.onText = onText
    laneCount = count
    let longest = prompts.reduce(0) { max($0, $1.count) }
    context = runner.context(capacity: max(longest, count))
    cache = KeyValueCache(
      model.shape,
      lanes: count,
      capacity: longest + decoding.maximumTokens
    )
    let vocabulary = model.tokenizer.vocabulary
    continuations = prompts.map { prompt in
      var reader = TokenReader(vocabulary)
      _ = reader.bytes(of: prompt)
      return Continuation(decoding, after: reader)
    }
    let seed = model.parameters.seed
    choices = prompts.enumerated().map { index, prompt in
      TokenChoice(
        temperature: decoding.temperature,
        sampling,
        seed: seed,
        prompt: prompt,
        place: prompts.startIndex + index
      )
    }
    lastTokens = Array(repeating: Vocabulary.end, count: count)
  }

  /// Whether each lane still goes on.
  private var active: [Bool] {
    (0..<laneCount).map { lane in
      lane < continuations.count && continuations[lane].finishReason == nil
    }
  }

  /// Reads the prompts and continues them until all have ended.
  mutating func run() throws(ProviderError) -> [Continuation] {
    for lane in prompts.indices {
      try readPrompt(lane: lane)
    }
    while active.contains(true) {
      try takeStep()
    }
    return continuations
  }

  /// Reads a lane's prompt alone and chooses the first token after it.
  private mutating func readPrompt(lane: Int) throws(ProviderError) {
    let prompt = prompts[lane]
    var row = TokenSequences()
    row.append(prompt: prompt)
    try ForwardPass(context).run(row)
    cache.fill(lane: lane, from: context.activations, count: prompt.count)
    try OutputLoss(context).forEachLogits(of: [prompt.count - 1]) {
      _,
      logits throws(ProviderError) in try choose(lane: lane, logits)
    }
  }

  /// Gives every active lane one more token.
  private mutating func takeStep() throws(ProviderError) {
    let (active, cache, context) = (active, cache, context)
    try ForwardPass(context).run(lastTokens) { layer throws(ProviderError) in
      cache.attend(layer: layer, context.activations.layers[layer], active: active)
    }
    cache.advance(active: active)
    try OutputLoss(context).forEachLogits(of: Array(0..<laneCount)) {
      lane,
      logits throws(ProviderError) in
      if active[lane] { try choose(lane: lane, logits) }
    }
  }

  private mutating func choose(
    lane: Int,
    _ logits: UnsafeMutablePointer<Float>
  ) throws(ProviderError) {
    let token = try choices[lane].token(logits, count: model.shape.vocabulary)
    lastTokens[lane] = token
    continuations[lane].append(token)
    guard let onText else { return }
    let text = continuations[lane].takeSettledText()
    if !text.isEmpty { onText(firstPlace + lane, text) }
  }
}
