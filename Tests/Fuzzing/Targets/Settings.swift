internal import Diagnostics
internal import Manifest

extension FuzzTarget {
  /// The user's file of settings.
  static let settings = FuzzTarget(name: "settings") { bytes in
    guard let file = try? SourceFile.decode(bytes, name: "providers.yaml") else { return nil }
    var diagnostics = DiagnosticList()
    let services = ProviderSettings.load(file, into: &diagnostics)
    guard (services == nil) == diagnostics.hasErrors else {
      return "services are given exactly where there is no error"
    }
    guard DiagnosticFormatter(color: false).text(for: diagnostics).isEmpty == diagnostics.isEmpty
    else { return "a diagnostic has no text" }
    for diagnostic in diagnostics where !diagnostic.message.isMessage {
      return "a message repeats a long text"
    }
    let names = (services ?? []).map(\.name)
    return Set(names).count == names.count ? nil : "two services have one name"
  }
}
