private import Synchronization

/// Templates as checks see them; each text is read once, however many experiments have it.
final class KnownTemplates: Sendable {
  private struct Source: Hashable {
    var text: String
    var hasPersona: Bool
  }

  private let known = Mutex<[Source: Result<TemplateWording, TemplateError>]>([:])

  /// The wording of a template.
  ///
  /// - Throws: `TemplateError` with the first place where the text is no template.
  func wording(of text: String, hasPersona: Bool = false) throws(TemplateError) -> TemplateWording {
    let source = Source(text: text, hasPersona: hasPersona)
    let earlier = known.withLock { $0[source] }
    if let earlier { return try earlier.get() }
    let result = Result { () throws(TemplateError) in
      TemplateWording(try Template(text, hasPersona: hasPersona))
    }
    known.withLock { $0[source] = result }
    return try result.get()
  }
}
