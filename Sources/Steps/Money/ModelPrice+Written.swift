package import Manifest
package import Providers

extension Manifest.Price {
  /// Where the price is from, in words.
  var origin: String {
    let parts = [date, source].compactMap(\.self)
    return parts.isEmpty ? "as written in the manifest" : parts.joined(separator: ", ")
  }
}

extension ModelPrice {
  /// A price that somebody has written down.
  package init(_ written: Manifest.Price) {
    self.init(
      model: written.model,
      training: written.training,
      input: written.input,
      output: written.output,
      baseInput: written.baseInput,
      baseOutput: nil,
      currency: written.currency,
      date: written.date ?? "no date",
      source: written.source ?? "as written"
    )
  }
}
