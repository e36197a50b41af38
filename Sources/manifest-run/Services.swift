import Console
import Diagnostics
import Manifest
import OpenAIProvider
import Providers
import Steps

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The services elsewhere that this user may ask.
///
/// They are those that the environment tells of and those of the user's file of settings, which take
/// the place of the former where they have the same name. Manifests only name them: a manifest from
/// elsewhere must not say where a key is sent.
enum Services {
  /// The largest file of settings, in bytes.
  private static let byteLimit = 1 << 20

  /// Which services there are; no key is fetched.
  ///
  /// The program ends where the file has an error: nothing that names a service could be right.
  static var configurations: [ServiceConfiguration] {
    let written = written
    let names = Set(written.map(\.name))
    return ServiceConfiguration.services(Terminal.variable).filter { !names.contains($0.name) }
      + written
  }

  /// The names of the services, as manifests use them, by their accounts; no key is fetched.
  static var namesByAccount: [String: String] {
    Dictionary(configurations.map { ($0.account, $0.name) }) { first, _ in first }
  }

  /// The providers that ask the services.
  ///
  /// The program ends where the file has an error: nothing that names a service could be right.
  static var providers: [any Provider] {
    let transport = CurlTransport(
      certificates: Terminal.variable("SSL_CERT_FILE").flatMap { $0.isEmpty ? nil : $0 }
    )
    return configurations.map {
      OpenAIProvider(
        $0,
        transport: transport,
        stateFolder: folder("XDG_STATE_HOME", below: ".local/state"),
        surroundings: surroundings
      )
    }
  }

  /// The path of the user's file of settings.
  static var path: String { folder("XDG_CONFIG_HOME", below: ".config") + "/providers.yaml" }

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

  private static var written: [ServiceConfiguration] {
    let file: SourceFile
    do throws(SourceFileError) {
      file = try SourceFile.load(path: path, name: path, byteLimit: byteLimit)
    } catch {
      // Most users have none.
      guard case .missing = error.reason else { end(after: error.diagnostic) }
      return []
    }
    var problems = DiagnosticList()
    guard let settings = ProviderSettings.load(file, into: &problems) else {
      Terminal.printMessage(DiagnosticFormatter(color: false).text(for: problems) + "\n")
      exit(ExitStatus.invalidManifest.rawValue)
    }
    return settings.map { settings in
      if let problem = problem(of: settings) {
        Terminal.printFailure("'\(settings.name)' in '\(path)': \(problem)", hint: nil)
        exit(ExitStatus.invalidManifest.rawValue)
      }
      return ServiceConfiguration(settings)
    }
  }

  private static func problem(of settings: ProviderSettings) -> String? {
    let places = [
      settings.keyVariable != nil, settings.keyFile != nil, settings.keyCommand != nil,
    ]
    if places.count(where: { $0 }) > 1 {
      return "the key is in one place: write one of 'key-variable', 'key-file' and 'key-command'"
    }
    if let file = settings.keyFile, !file.hasPrefix("/") {
      return "'key-file' is an absolute path, found '\(file)'"
    }
    if settings.name == "local" {
      return "'local' is the provider of this machine; choose another name"
    }
    return ServiceConfiguration.problem(ofBaseURL: settings.baseURL).map { "'base-url': \($0)" }
  }

  private static func end(after diagnostic: Diagnostic) -> Never {
    Terminal.printMessage(DiagnosticFormatter(color: false).text(for: diagnostic) + "\n")
    exit(ExitStatus.invalidManifest.rawValue)
  }

  /// A folder for this program by the rules of the XDG base directories.
  private static func folder(_ variable: String, below standard: String) -> String {
    let base =
      Terminal.variable(variable) ?? Terminal.variable("HOME").map { "\($0)/\(standard)" }
    return (base ?? Terminal.temporaryFolder) + "/manifest-run"
  }
}

extension ServiceConfiguration {
  fileprivate init(_ settings: ProviderSettings) {
    let key: KeyReference =
      if let variable = settings.keyVariable {
        .environment(variable: variable, value: Terminal.variable(variable).map { Secret($0) })
      } else if let path = settings.keyFile {
        .file(path: path)
      } else if let words = settings.keyCommand {
        .command(words)
      } else {
        .none
      }
    self.init(
      name: settings.name,
      baseURL: settings.baseURL,
      dialect: Dialect(rawValue: settings.dialect) ?? .jobs,
      organization: settings.organization,
      project: settings.project,
      key: key,
      limits: AccountLimits(
        requestsPerMinute: settings.requestsPerMinute,
        tokensPerMinute: settings.tokensPerMinute,
        concurrentJobs: settings.concurrentJobs
      ),
      promptsPerRequest: settings.promptsPerRequest,
      isFree: settings.isFree,
      prices: settings.prices.map(ModelPrice.init),
      modelKind: ModelKind(rawValue: settings.modelKind) ?? .byName,
      documentPrompt: settings.documentPrompt
    )
  }
}
