internal import Diagnostics

// Rules on whom guidance is for.

extension ExperimentValues {
  /// The split of the other persona's answers needs a second persona.
  func otherPersonaIsNamed(into diagnostics: inout DiagnosticList) {
    guard
      let personas = value(at: "dataset.personas"), personas.list.count < 2,
      let splits = value(at: "evaluate.splits"),
      let other = splits.item(Manifest.Split.otherPersona)
    else { return }
    diagnostics.append(.noOtherPersona(other, personas: personas))
  }

  /// The difference of the personas needs exact match on the answers of both.
  func differenceIsMeasured(into diagnostics: inout DiagnosticList) {
    guard
      let metrics = value(at: "evaluate.metrics"),
      let splits = value(at: "evaluate.splits"),
      let difference = metrics.item(Manifest.Metric.personaDifference)
    else { return }
    func require(_ word: some RawRepresentable<String>, _ path: String, _ list: ResolvedValue) {
      guard list.item(word) == nil else { return }
      diagnostics.append(
        .differenceNeeds(word.rawValue, path: path, list: list, difference: difference)
      )
    }
    require(Manifest.Metric.exactMatch, "evaluate.metrics", metrics)
    require(Manifest.Split.unrealized, "evaluate.splits", splits)
    require(Manifest.Split.otherPersona, "evaluate.splits", splits)
  }
}
