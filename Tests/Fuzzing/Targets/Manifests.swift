extension FuzzTarget {
  /// Manifests, those they extend, and options.
  static let manifests = FuzzTarget(name: "manifests") { FrontEndInput($0).problem() }
}
