import Diagnostics
import Manifest
import OpenAIProvider
import Providers
import Steps

/// The services elsewhere that this user may ask.
///
/// They are those that the environment tells of and those of the user's file of settings, which take
/// the place of the former where they have the same name. Manifests only name them: a manifest from
/// elsewhere must not say where a key is sent.
struct ServiceSettings {
  /// The largest file of settings, in bytes.
  private static let byteLimit = 1 << 20

  /// The services, whose keys are not fetched; none where the file cannot be used, since it might say
  /// something else of any of them.
  private(set) var services: [ServiceConfiguration] = []

  /// Why the file cannot be used, with places in it; empty where it can.
  private(set) var problems = DiagnosticList()

  /// - Parameters:
  ///   - path: The file; nil where the user has no place for one.
  ///   - variable: The value of an environment variable, nil where it is not set.
  init(path: String?, variable: (String) -> String?) {
    let written = path.flatMap { read($0) } ?? []
    guard !problems.hasErrors else { return }
    let names = Set(written.map(\.name))
    services =
      ServiceConfiguration.services(variable).filter { !names.contains($0.name) }
      + written.map { ServiceConfiguration($0, variable) }
  }

  /// The services of a file; nil where there is no file, or a problem was added.
  private mutating func read(_ path: String) -> [ProviderSettings]? {
    let file: SourceFile
    do throws(SourceFileError) {
      file = try SourceFile.load(path: path, name: path, byteLimit: Self.byteLimit)
    } catch {
      // Most users have none.
      if case .missing = error.reason { return nil }
      var problem = error.diagnostic
      problem.range = SourceFile(name: path, text: "").range(0..<0)
      problems.append(problem)
      return nil
    }
    if let problem = FileTrust.problem(ofFileAt: path) {
      problems.append(.unsafeSettings(problem, at: file.range(0..<0)))
      return nil
    }
    guard let services = ProviderSettings.load(file, into: &problems) else { return nil }
    for service in services {
      for (key, problem) in Self.problems(of: service) {
        problems.append(.unusableService(service.name, problem, at: service.place(of: key)))
      }
    }
    return services
  }

  /// The keys that are wrong, and why.
  private static func problems(of service: ProviderSettings) -> [(key: String, problem: String)] {
    var problems: [(key: String, problem: String)] = []
    if service.name == "local" {
      problems.append(("name", "'local' is the provider of this machine; choose another name"))
    }
    if let problem = ServiceConfiguration.problem(ofBaseURL: service.baseURL) {
      problems.append(("base-url", "'base-url': \(problem)"))
    }
    if let file = service.keyFile, !file.hasPrefix("/") {
      problems.append(("key-file", "'key-file' is an absolute path, found '\(file)'"))
    }
    let places = ["key-variable", "key-file", "key-command"].filter {
      service.place(of: $0) != nil
    }
    if places.count > 1, let last = places.last {
      let words =
        "the key is in one place: write one of 'key-variable', 'key-file' and 'key-command'"
      problems.append((last, words))
    }
    return problems
  }
}

extension Diagnostic {
  /// A file of settings that somebody else may have written.
  fileprivate static func unsafeSettings(_ problem: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "unsafe-settings",
      message: "settings say which commands run and where keys go, so only you may change them: "
        + problem,
      range: range
    )
  }

  fileprivate static func unusableService(
    _ name: String,
    _ problem: String,
    at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: "unusable-service",
      message: "'\(name)': \(problem)",
      range: range
    )
  }
}

extension ServiceConfiguration {
  fileprivate init(_ settings: ProviderSettings, _ variable: (String) -> String?) {
    let key: KeyReference =
      if let name = settings.keyVariable {
        .environment(variable: name, value: variable(name).map { Secret($0) })
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
