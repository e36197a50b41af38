internal import HTTP
internal import Providers
internal import System

/// Asks models at the service.
struct RemoteCompletions: CompletionService {
  let client: APIClient

  /// Gets the tokens that the service has counted for each answer; nil where it does not say.
  var onAnswer: @Sendable (ModelReference, TokenUsage?) -> Void = { _, _ in }

  /// The most stop sequences of one request.
  static let mostStops = 4

  /// How long the service may not find a new model, in seconds.
  private static let loadingPatience = 300.0

  /// The most requests at once.
  private static let requestsAtOnce = 4

  /// The continuation of each prompt, asked for in batches.
  func completions(
    of prompts: [String],
    by model: ModelReference,
    decoding: Decoding
  ) async throws(ProviderError) -> [Completion] {
    guard decoding.stop.count <= Self.mostStops else {
      throw .unsupported(
        "'\(client.configuration.name)' takes at most \(Self.mostStops) stop sequences, and there are "
          + "\(decoding.stop.count)"
      )
    }
    let name = try await name(of: model)
    let answers: [WireChoice]
    if !client.configuration.isChat(model: model.baseModel) {
      answers = try await inBatches(prompts, of: client.configuration.promptsPerRequest) {
        batch throws(ProviderError) in
        let body = CompletionBodies.completions(batch, model: name, decoding: decoding)
        let tokens = Self.tokens(of: batch) + batch.count * decoding.maximumTokens
        let call = completionCall("/completions", body, tokens: tokens)
        return try await choices(call, model, name) { WireChoice($0, place: $1) }
      }
    } else {
      answers = try await inBatches(prompts, of: 1) { batch throws(ProviderError) in
        let body = CompletionBodies.chat(batch[0], model: name, decoding: decoding)
        let tokens = Self.tokens(of: batch) + decoding.maximumTokens
        let call = completionCall("/chat/completions", body, tokens: tokens)
        return try await choices(call, model, name) { WireChoice(chat: $0, place: $1) }
      }
    }
    return answers.map {
      Completion(text: $0.text, finishReason: Completion.FinishReason(wire: $0.finishReason))
    }
  }

  /// The log-probability of each target, from the echo of prompt and target.
  func scores(
    of items: [PromptAndTarget],
    by model: ModelReference
  ) async throws(ProviderError) -> [TargetScore] {
    guard !client.configuration.isChat(model: model.baseModel) else {
      throw notAvailable("chat models tell no probabilities of given texts")
    }
    let size = client.configuration.promptsPerRequest
    let name = try await name(of: model)
    return try await inBatches(items, of: size) { batch throws(ProviderError) in
      let texts = batch.map { $0.prompt + $0.target }
      let body = CompletionBodies.scores(texts, model: name)
      let call = completionCall("/completions", body, tokens: Self.tokens(of: texts))
      let choices = try await echoes(call, model, name)
      guard choices.count == batch.count else { throw wrongCount(choices.count, batch.count) }
      var scores: [TargetScore] = []
      for (choice, (item, text)) in zip(choices, zip(batch, texts)) {
        scores.append(try score(of: item, text, from: choice))
      }
      return scores
    }
  }

  /// The name by which the service is asked for a model.
  ///
  /// A service whose models begin with random weights has no untuned model that all tuned ones were
  /// made from. It keeps each as it was before its first step, among the checkpoints of its job.
  private func name(of model: ModelReference) async throws(ProviderError) -> String {
    guard model.stage == .base else { return model.id }
    let untuned = model.id + ":ckpt-step-0"
    let call = APICall.get("/models/\(untuned.urlEscaped)", "asking about the model '\(untuned)'")
    do throws(APIFailure) {
      // Some proxies answer this for every name.
      return try await client.json(call)["id"]?.string == untuned ? untuned : model.baseModel
    } catch {
      switch error {
      case .unreadable: return model.baseModel
      case .status(let status, _, _, _) where (400..<500).contains(status) && status != 429:
        return model.baseModel
      default: throw client.translation.error(error, of: call, model: untuned)
      }
    }
  }

  private func score(
    of item: PromptAndTarget,
    _ text: String,
    from choice: WireChoice
  ) throws(ProviderError) -> TargetScore {
    // A service that ignores 'echo' would be believed otherwise, with scores of something else.
    guard choice.text.unicodeScalars.starts(with: text.unicodeScalars) else {
      throw notAvailable("the service does not repeat the prompt when asked to ('echo')")
    }
    guard let probabilities = choice.logProbabilities else {
      throw notAvailable("the service tells none of a repeated prompt ('logprobs' with 'echo')")
    }
    guard let score = probabilities.score(of: item) else {
      throw notAvailable(
        "no token of '\(text.suffix(60))' begins exactly where the target does; targets must begin "
          + "with the space that separates them from the prompt"
      )
    }
    return score
  }

  /// The choices of a request that asks for an echo, which a service may refuse.
  private func echoes(
    _ call: APICall,
    _ model: ModelReference,
    _ name: String
  ) async throws(ProviderError) -> [WireChoice] {
    do throws(ProviderError) {
      return try await choices(call, model, name) { WireChoice($0, place: $1) }
    } catch .rejected(let sentence) where sentence.contains("echo") || sentence.contains("logprobs")
    {
      throw notAvailable(sentence)
    } catch {
      throw error
    }
  }

  private func notAvailable(_ reason: String) -> ProviderError {
    .unsupported(
      "log-probabilities are not available at '\(client.configuration.name)': \(reason); leave "
        + "'log-probability' out of 'evaluate.metrics'"
    )
  }

  private func completionCall(_ path: String, _ body: JSON, tokens: Int) -> APICall {
    var call = APICall.post(path, body, "asking the model")
    call.tokens = tokens
    call.deadline = 600
    return call
  }

  /// The choices of one request in the order of its prompts.
  ///
  /// A model that has just been made may be unknown for some minutes.
  private func choices(
    _ call: APICall,
    _ model: ModelReference,
    _ name: String,
    _ read: (JSON, Int) -> WireChoice?
  ) async throws(ProviderError) -> [WireChoice] {
    let start = client.clock.now()
    var delay = 2.0
    while true {
      do throws(APIFailure) {
        let raw = try await client.answer(to: call)
        guard let answer = JSON(answer: raw.body) else { throw .unreadable }
        onAnswer(model, usage(answer["usage"], of: call, raw))
        let items = answer["choices"]?.items ?? []
        let choices = items.enumerated().compactMap { read($0.element, $0.offset) }
        guard choices.count == items.count, !items.isEmpty else { throw .unreadable }
        let sorted = choices.sorted { $0.index < $1.index }
        guard sorted.map(\.index) == Array(0..<sorted.count) else { throw .unreadable }
        return sorted
      } catch {
        guard
          error.isNotFound, model.stage == .tuned,
          client.clock.now() - start < Self.loadingPatience
        else { throw client.translation.error(error, of: call, model: name) }
      }
      client.notes.wait(
        for: "model \(name)",
        now: client.clock.now(),
        JobPoller.absent(name, at: client, since: start)
      )
      try await client.wait(delay)
      delay = min(delay * 2, 30)
    }
  }

  /// Calls a function with batches of items, several at once, and returns its answers in the order of the
  /// items.
  private func inBatches<Item: Sendable, Answer: Sendable>(
    _ items: [Item],
    of size: Int,
    _ body: @escaping @Sendable ([Item]) async throws(ProviderError) -> [Answer]
  ) async throws(ProviderError) -> [Answer] {
    let batches = stride(from: 0, to: items.count, by: max(size, 1)).map {
      Array(items[$0..<min($0 + max(size, 1), items.count)])
    }
    let outcome = await withTaskGroup(
      of: (Int, Result<[Answer], ProviderError>).self
    ) { group in
      var answers: [Int: [Answer]] = [:]
      var next = 0
      func start() {
        guard next < batches.count else { return }
        let (place, batch) = (next, batches[next])
        group.addTask {
          do throws(ProviderError) {
            let answers = try await body(batch)
            guard answers.count == batch.count else {
              throw self.wrongCount(answers.count, batch.count)
            }
            return (place, .success(answers))
          } catch {
            return (place, .failure(error))
          }
        }
        next += 1
      }
      for _ in 0..<Self.requestsAtOnce { start() }
      while let (place, result) = await group.next() {
        switch result {
        case .success(let batch):
          answers[place] = batch
          start()
        case .failure(let error):
          group.cancelAll()
          return Result<[Answer], ProviderError>.failure(error)
        }
      }
      return .success(batches.indices.flatMap { answers[$0] ?? [] })
    }
    return try outcome.get()
  }

  private func wrongCount(_ answers: Int, _ items: Int) -> ProviderError {
    .unreadable("'\(client.configuration.name)' gave \(answers) answers to \(items) prompts")
  }

  /// What the service counts for texts against the account's limit: a token for four bytes.
  private static func tokens(of texts: [String]) -> Int {
    texts.reduce(0) { $0 + $1.utf8.count / 4 + 1 }
  }
}

extension TokenUsage {
  /// Takes the counts from an answer; nil where there are none.
  init?(_ json: JSON?) {
    guard let input = json?["prompt_tokens"]?.count else { return nil }
    // An answer without a completion may leave its count out.
    let told = json?["completion_tokens"]
    guard let output = told == nil ? 0 : told?.count else { return nil }
    self.init(input: input, output: output)
  }
}

extension RemoteCompletions {
  /// The tokens of a template that a service may put around a prompt.
  private static let templateTokens = 1000

  /// The tokens that the service has counted for a call; nil where it tells none, or more than there
  /// can be: a token has a byte at least.
  private func usage(_ json: JSON?, of call: APICall, _ answer: HTTPAnswer) -> TokenUsage? {
    guard json?["prompt_tokens"] != nil else { return nil }
    let sent = if case .bytes(let bytes) = call.body { bytes.count } else { 0 }
    let most = sent + client.configuration.promptsPerRequest * Self.templateTokens
    if let usage = TokenUsage(json), usage.input <= most, usage.output <= answer.body.count {
      return usage
    }
    client.notes.warn(
      about: "usage",
      "'\(client.configuration.name)' counts tokens that cannot be for a question of \(sent) bytes and its "
        + "answer of \(answer.body.count) bytes: what was billed is not known, and the estimate stands"
    )
    return nil
  }
}

extension Completion.FinishReason {
  /// Anything but the length is an end: services invent words for it.
  fileprivate init(wire reason: String?) {
    self = reason == "length" ? .length : .stop
  }
}
