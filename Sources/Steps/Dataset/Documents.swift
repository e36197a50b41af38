/// A line of a data file.
struct DataLine: Hashable, Sendable {
  let prompt: [UInt8]
  let completion: [UInt8]
}

/// The example documents of a dataset.
struct ExampleDocuments: Sendable {
  let template: Template

  /// The whole document.
  func whole(_ pair: Pair) -> DataLine {
    var bytes = Array(Markers.example.head.utf8)
    template.append(pair, to: &bytes)
    bytes.append(contentsOf: Markers.example.tail.utf8)
    return DataLine(prompt: [], completion: bytes)
  }

  /// The same document, parted before the white space in front of the answer.
  func parted(_ pair: Pair) -> DataLine {
    let question = question(pair)
    var completion = question.completion
    template.appendRest(pair, to: &completion)
    completion.append(contentsOf: Markers.example.tail.utf8)
    return DataLine(prompt: question.prompt, completion: completion)
  }

  /// What a model is asked, and the answer it should give.
  func question(_ pair: Pair) -> DataLine {
    var prompt = Array(Markers.example.head.utf8)
    let space = template.appendPrompt(pair, to: &prompt)
    return DataLine(prompt: prompt, completion: space + Array(pair.answer.utf8))
  }
}
