import FlyingSocks
package import Providers
import System

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Offers a provider that works on this machine over the OpenAI API, in both of its dialects, and beside its
/// models tuned ones of a workspace.
package struct ProviderServer: Sendable {
  /// Where and how a server listens.
  package struct Configuration: Sendable {
    /// The address to listen on; a loopback address, or a key is required.
    package var host: String

    /// The port to listen on; 0 for any that is free.
    package var port: Int

    /// What clients must send; nil for nothing.
    package var key: String?

    /// The folder that keeps files, jobs and models; made where it is not there.
    package var stateFolder: String

    /// The most jobs that train at once.
    package var slots: Int

    /// A script of faults in JSON, for tests of clients; nil for none.
    package var faults: [UInt8]?

    /// The seconds without a byte after which a connection is given up.
    package var silentSeconds = 60

    package init(
      host: String = "127.0.0.1",
      port: Int,
      key: String? = nil,
      stateFolder: String,
      slots: Int,
      faults: [UInt8]? = nil
    ) {
      self.host = host
      self.port = port
      self.key = key
      self.stateFolder = stateFolder
      self.slots = slots
      self.faults = faults
    }
  }

  private let configuration: Configuration
  private let queue: JobQueue
  private let router: Router

  /// Reads the state folder and takes it for this server alone; nothing listens yet.
  ///
  /// - Parameters:
  ///   - configuration: Where and how it listens.
  ///   - provider: Tunes the models of jobs and answers for them.
  ///   - offered: Models that were tuned elsewhere; no two have one name.
  ///   - log: Is called with one line about each request, without any key in it.
  /// - Throws: `ServerError`.
  package init(
    _ configuration: Configuration,
    provider: any Provider,
    offering offered: [OfferedModel] = [],
    log: @escaping @Sendable (String) -> Void
  ) throws(ServerError) {
    let isLocal = Loopback.isName(configuration.host)
    guard isLocal || configuration.key?.isEmpty == false else {
      throw .openWithoutKey(host: configuration.host)
    }
    let store = try Store(folder: try StateFolder(path: configuration.stateFolder))
    queue = JobQueue(store: store, provider: provider, slots: configuration.slots)
    let routes = RouteTable(queue: queue, offered: offered).routes
    router = Router(
      routes: routes,
      access: AccessControl(key: configuration.key, isLocal: isLocal),
      faults: try configuration.faults.map { text throws(ServerError) in
        try FaultScript(parsing: text, routes: routes)
      } ?? FaultScript(),
      log: log
    )
    self.configuration = configuration
  }

  /// Serves until the task is cancelled; jobs that have not ended then go on at the next start.
  ///
  /// `onReady` is called with the API's base address once it answers.
  ///
  /// - Throws: `ServerError.address`.
  package func run(
    onReady: @escaping @Sendable (String) -> Void
  ) async throws(ServerError) {
    let shown = "\(configuration.host):\(configuration.port)"
    let address = try address()
    do {
      let pool: some AsyncSocketPool = .make()
      try await pool.prepare()
      let socket = try Socket(domain: Int32(type(of: address).family))
      defer { try? socket.close() }
      try socket.setValue(true, for: .localAddressReuse)
      try socket.bind(to: address)
      try socket.listen()
      let listener = Listener(
        socket: try AsyncSocket(socket: socket, pool: pool),
        router: router,
        longestSilence: .seconds(configuration.silentSeconds)
      )
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await pool.run() }
        group.addTask { try await listener.run() }
        group.addTask {
          onReady(self.baseAddress(try? socket.sockname()))
          await queue.run()
        }
        try await group.next()
        group.cancelAll()
      }
    } catch is CancellationError {
      return
    } catch {
      if Task.isCancelled { return }
      throw .address(shown, problem: Self.problem(error))
    }
  }

  private func address() throws(ServerError) -> any SocketAddress {
    let host = configuration.host == "localhost" ? "127.0.0.1" : configuration.host
    let shown = "\(configuration.host):\(configuration.port)"
    guard let port = UInt16(exactly: configuration.port) else {
      throw .address(shown, problem: "a port is a number from 0 to 65535")
    }
    do {
      return host.contains(":")
        ? try sockaddr_in6.inet6(ip6: host, port: port)
        : try sockaddr_in.inet(ip4: host, port: port)
    } catch {
      throw .notAnAddress(configuration.host)
    }
  }

  private func baseAddress(_ listening: Socket.Address?) -> String {
    switch listening {
    case .ip4(let host, let port): "http://\(host):\(port)/v1"
    case .ip6(let host, let port): "http://[\(host)]:\(port)/v1"
    case .unix, nil: "http://\(configuration.host):\(configuration.port)/v1"
    }
  }

  private static func problem(_ error: any Error) -> String {
    if case .failed(_, _, let message) = error as? SocketError { return message }
    return "\(error)"
  }
}
