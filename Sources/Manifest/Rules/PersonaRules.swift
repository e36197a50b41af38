internal import Diagnostics

/// Rules on whom guidance is for.
enum PersonaRules {
  /// The split of the other persona's answers needs a second persona.
  static func otherPersonaIsNamed(_ manifest: ExperimentValues, _ diagnostics: inout DiagnosticList)
  {
    guard
      let personas = manifest.value(at: "dataset.personas"), personas.list.count < 2,
      let splits = manifest.value(at: "evaluate.splits"),
      let other = splits.list.first(where: { $0.string == Manifest.Split.otherPersona.rawValue })
    else { return }
    diagnostics.append(.noOtherPersona(other, personas: personas))
  }

  /// The difference of the personas needs exact match on the answers of both.
  static func differenceIsMeasured(
    _ manifest: ExperimentValues,
    _ diagnostics: inout DiagnosticList
  ) {
    guard
      let metrics = manifest.value(at: "evaluate.metrics"),
      let splits = manifest.value(at: "evaluate.splits"),
      let difference = metrics.list.first(where: {
        $0.string == Manifest.Metric.personaDifference.rawValue
      })
    else { return }
    let wanted = [
      (Manifest.Metric.exactMatch.rawValue, "evaluate.metrics", metrics),
      (Manifest.Split.unrealized.rawValue, "evaluate.splits", splits),
      (Manifest.Split.otherPersona.rawValue, "evaluate.splits", splits),
    ]
    for (word, path, list) in wanted where !list.list.contains(where: { $0.string == word }) {
      diagnostics.append(.differenceNeeds(word, path: path, list: list, difference: difference))
    }
  }
}
