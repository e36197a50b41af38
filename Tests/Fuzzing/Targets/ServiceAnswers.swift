@testable internal import OpenAIProvider
internal import Providers
internal import System

extension FuzzTarget {
  /// What services answer: jobs, files, lists of them, events, completions and errors.
  static let serviceAnswers = FuzzTarget(name: "service-answers") { bytes in
    let failure = WireFailure(bytes)
    guard let json = JSON(answer: bytes) else {
      return failure.message == nil ? nil : "an error is read from what is no JSON"
    }
    if let problem = problemOfRewriting(json) { return problem }
    let page = WirePage(json)
    for item in [json] + page.items + (json["choices"]?.items ?? []) {
      if let job = WireJob(item), let seconds = job.seconds, !(seconds >= 0) {
        return "a job took \(seconds) s"
      }
      if let file = WireFile(item), file.id.isEmpty { return "a file has no name" }
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
  private static func problemOfRewriting(_ json: JSON) -> String? {
    guard case .object(let members) = json else { return nil }
    var values: [String: JSON?] = [:]
    for member in members {
      switch member.value {
      case .string, .integer, .boolean: values[member.name] = member.value
      case .number(let number): values[member.name] = .shortest(number)
      case .null, .array, .object: continue
      }
    }
    let object = JSON.request(values)
    return JSON(answer: object.bytes) == object
      ? nil : "a value that is written again reads as another one"
  }
}
