@testable internal import OpenAIProvider
internal import Providers

extension FuzzTarget {
  /// What services answer: jobs, files, lists of them, events, checkpoints, completions and errors.
  static let serviceAnswers = FuzzTarget(name: "service-answers") { bytes in
    let failure = WireFailure(bytes)
    guard let json = JSONValue(bytes) else {
      return failure.message == nil ? nil : "an error is read from what is no JSON"
    }
    if let problem = problemOfRewriting(json) { return problem }
    let page = WirePage(json)
    for item in [json] + page.items + (json["choices"]?.items ?? []) {
      if let job = WireJob(item), let seconds = job.seconds, !(seconds >= 0) {
        return "a job took \(seconds) s"
      }
      if let file = WireFile(item), file.id.isEmpty { return "a file has no name" }
      if let checkpoint = WireCheckpoint(item), checkpoint.model.isEmpty {
        return "a checkpoint has no model"
      }
      if let event = WireEvent(item), event.id.isEmpty { return "an event has no name" }
      for choice in [WireChoice(item, place: 0), WireChoice(chat: item, place: 0)] {
        guard let scores = choice?.logProbabilities else { continue }
        let asked = PromptAndTarget(prompt: "Why? ", target: "So")
        if let score = scores.score(of: asked), !(score.logProbability <= 0) {
          return "a probability is \(score.logProbability)"
        }
      }
    }
    return nil
  }

  /// What is wrong where a value is written and read again.
  private static func problemOfRewriting(_ json: JSONValue) -> String? {
    guard case .object(let members) = json else { return nil }
    var object = RequestObject()
    for (key, value) in members {
      switch value {
      case .string(let text): object.set(key, text)
      case .number(let number): object.set(key, number)
      case .boolean(let truth): object.set(key, truth)
      case .null, .list, .object: continue
      }
    }
    return JSONValue(object.bytes) == .object(object.members)
      ? nil : "a value that is written again reads as another one"
  }
}
