@testable internal import Steps

extension FuzzTarget {
  /// Templates of a manifest.
  static let templates = FuzzTarget(name: "templates") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    for hasPersona in [false, true] {
      do throws(TemplateError) {
        let template = try Template(text, hasPersona: hasPersona)
        let pair = Pair(question: "Why?", answer: "So")
        let made = template.text(for: pair, persona: "M1")
        guard made.utf8.count >= "Why?So".utf8.count else { return "a document lacks its pair" }
        guard template.core(pair).bytes.isEmpty == false else { return "the core is empty" }
      } catch {
        let end = error.offset + error.length
        guard error.offset >= 0, error.length >= 0, end <= text.unicodeScalars.count else {
          return "an error lies outside the template"
        }
      }
    }
    return nil
  }
}
