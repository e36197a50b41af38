internal import Diagnostics

/// Rules on whom guidance is for.
enum PersonaRules {
  /// The split of the other persona's answers needs a second persona.
  static func otherPersonaIsNamed(_ manifest: ResolvedValue, _ diagnostics: inout DiagnosticList) {
    guard
      let personas = manifest.value(at: "dataset.personas"), personas.list.count < 2,
      let splits = manifest.value(at: "evaluate.splits"),
      let other = splits.list.first(where: { $0.string == Manifest.Split.otherPersona.rawValue })
    else { return }
    diagnostics.append(.noOtherPersona(other, personas: personas))
  }
}
