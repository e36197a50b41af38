package import Diagnostics

/// Turns the events of a text into one tree of nodes.
package enum YAMLComposer {
  /// The one document of a text; nil exactly when an error was added.
  ///
  /// Aliases are followed, `<<` is merged, keys are unique and tags fit what they stand before.
  /// A text without a document is null. All errors are reported that can be found beyond the
  /// first, in the order of the text.
  package static func compose(
    _ file: SourceFile,
    limits: YAMLLimits = .standard,
    into diagnostics: inout DiagnosticList
  ) -> YAMLNode? {
    var composition: YAMLComposition
    do throws(YAMLSyntaxError) {
      composition = try YAMLComposition(file, limits: limits)
    } catch {
      diagnostics.append(error.diagnostic)
      return nil
    }
    let root = composition.document()
    diagnostics.append(contentsOf: composition.diagnostics)
    return composition.diagnostics.hasErrors ? nil : root
  }
}
