import Diagnostics
import OpenAIProvider
import Providers

/// The services elsewhere that this user may ask.
///
/// They are those that the environment tells of and those of the user's file of settings, which take
/// the place of the former where they have the same name. Manifests only name them: a manifest from
/// elsewhere must not say where a key is sent.
enum Services {
  /// Which services there are; no key is fetched.
  ///
  /// None where the file of settings cannot be used, since it might say something else of any of them.
  static var configurations: [ServiceConfiguration] { settings.services }

  /// Why the user's file of settings cannot be used, with places in it; empty where it can.
  static var problems: DiagnosticList { settings.problems }

  /// The names of the services, as manifests use them, by their accounts; no key is fetched.
  static var namesByAccount: [String: String] {
    Dictionary(configurations.map { ($0.account, $0.name) }) { first, _ in first }
  }

  /// The providers that ask the services.
  ///
  /// Made once, so that a key is fetched once.
  static let providers: [any Provider] = {
    let transport = CurlTransport(
      certificates: Terminal.variable("SSL_CERT_FILE").flatMap { $0.isEmpty ? nil : $0 }
    )
    return configurations.map {
      OpenAIProvider(
        $0,
        transport: transport,
        stateFolder: UserFolders.current.state,
        surroundings: surroundings
      )
    }
  }()

  /// What the file of settings and the environment say, read once.
  private static let settings = ServiceSettings(
    path: UserFolders.current.settings.map { $0 + "/providers.yaml" },
    variable: Terminal.variable
  )

  /// Time and chance; tests cannot wait for as long as services do.
  private static var surroundings: Surroundings {
    // No release has this, so that no user's requests come faster than they should.
    #if DEBUG
    if let factor = Terminal.variable("MANIFEST_RUN_TEST_HASTE").flatMap({ Double($0) }) {
      return .system.hastened(by: max(1, factor))
    }
    #endif
    return .system
  }
}
