package import Diagnostics

/// Turns the events of a text into one tree of nodes.
package enum YAMLComposer {
  /// The one document of a text; nil exactly when an error was added.
  ///
  /// Aliases are followed, `<<` is merged, keys are unique and tags fit what they stand before.
  /// A text without a document is null. All errors are reported that can be found beyond the
  /// first, in the order of the text.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - start: The UTF-8 offset from which on its text is read.
  ///   - limits: How much it may ask for.
  ///   - diagnostics: Where problems go.
  /// - Returns: The document, or nil.
  package static func compose(
    _ file: SourceFile,
    from start: Int = 0,
    limits: YAMLLimits = .standard,
    into diagnostics: inout DiagnosticList
  ) -> YAMLNode? {
    var composition: YAMLComposition
    do throws(Diagnostic) {
      composition = try YAMLComposition(file, from: start, limits: limits)
    } catch {
      diagnostics.append(error)
      return nil
    }
    let root = composition.document()
    diagnostics.append(contentsOf: composition.diagnostics)
    return composition.diagnostics.hasErrors ? nil : root
  }
}
