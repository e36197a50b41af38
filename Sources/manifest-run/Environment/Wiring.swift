import Engine
import HTTPCache
import LocalProvider
import OpenAIProvider
import Providers
import System
import TransformersProvider

/// The only place that names concrete providers and shared stores.
enum Wiring {
  /// The provider that works on this machine.
  static func localProvider(cores: Int) -> any Provider { LocalProvider(cores: cores) }

  /// The provider of open-weights models.
  ///
  /// - Parameters:
  ///   - variables: The environment variables.
  ///   - program: This program's path, beside whose build folder an environment may have been made.
  /// - Returns: The provider; nothing is started or looked for yet.
  static func openWeights(variables: [String: String], program: String) -> any Provider {
    var pythons: [String] = []
    if let environment = variables["VIRTUAL_ENV"], !environment.isEmpty {
      pythons.append("\(environment)/bin/python")
    }
    pythons.append(".venv/bin/python")
    // What `make open-weights` makes, in the build folder that the program is in.
    var builds = sequence(first: program, next: FileSystem.folder(of:)).dropFirst(2).prefix(2) + []
    builds.append(".build")
    pythons += builds.map { "\($0)/open-weights/bin/python" } + ["python3"]
    return TransformersProvider(
      variables: variables,
      pythons: pythons,
      devices: GPUs.found(variables)
    )
  }

  /// The providers that ask services.
  ///
  /// - Parameters:
  ///   - configurations: The services.
  ///   - stateFolder: Where this user's runs keep what they share; nil where the user has no home.
  ///   - variables: The environment variables.
  /// - Returns: A provider for each service, in the same order.
  static func services(
    _ configurations: [ServiceConfiguration],
    stateFolder: String?,
    variables: [String: String]
  ) -> [any Provider] {
    let transport = CurlTransport(
      certificates: variables["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    )
    return configurations.map {
      OpenAIProvider(
        $0,
        transport: transport,
        stateFolder: stateFolder,
        clock: clock(variables)
      )
    }
  }

  /// The shared cache at a place.
  ///
  /// - Parameters:
  ///   - place: A folder, or a URL of a web server.
  ///   - isWritable: Whether results are published in a folder too.
  ///   - authorization: The header that a web server asks for; nil where it asks for none.
  /// - Returns: The opened store.
  /// - Throws: `SharedStoreError` where it cannot be used.
  static func sharedStore(
    at place: String,
    isWritable: Bool,
    authorization: String?
  ) throws(SharedStoreError) -> any SharedStore {
    if place.hasPrefix("http://") || place.hasPrefix("https://") {
      return try HTTPStore(place, authorization: authorization)
    }
    return try FolderStore(at: place, isWritable: isWritable)
  }

  /// The clock that services are waited for by; tests cannot wait for as long as services take.
  private static func clock(_ variables: [String: String]) -> ClientClock {
    // No release has this, so that no user's requests come faster than they should.
    #if DEBUG
    if let factor = variables["MANIFEST_RUN_TEST_HASTE"].flatMap({ Double($0) }) {
      return .system.accelerated(by: max(1, factor))
    }
    #endif
    return .system
  }
}
