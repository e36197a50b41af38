import ArgumentParser
import Diagnostics
import Server

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Offers the models of this machine over the OpenAI API.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Offer the local models over the OpenAI API, in both of its dialects.",
    discussion: """
      Scripts and SDKs that are written for the hosted service then work against this machine, for \
      nothing: set OPENAI_BASE_URL (OPENAI_API_BASE for clients before version 1) to the address \
      that is printed. /openapi.json lists what there is. Files, jobs and models are kept in the \
      state folder, also when the server is killed; a job that ran begins again.
      """
  )

  @Option(help: "The port to listen on; 0 takes any that is free.")
  var port: Int = 8080

  @Option(
    help: ArgumentHelp(
      "The IP address to listen on. Any but this machine's own loopback needs a key.",
      valueName: "address"
    )
  )
  var host: String = "127.0.0.1"

  @Option(
    name: .customLong("key-from"),
    help: ArgumentHelp(
      "Where the key is that clients must send: env:NAME, or file:PATH. It is never an argument, as "
        + "others see those.",
      valueName: "source"
    )
  )
  var keySource: String?

  @Option(
    help: ArgumentHelp(
      "The folder of files, jobs and models; .manifest-run/serve here if absent.",
      valueName: "folder"
    )
  )
  var state: String = ".manifest-run/serve"

  @Option(
    name: .shortAndLong,
    help: "The most jobs that train at once; as many as processor cores if absent."
  )
  var jobs: Int?

  @Option(help: ArgumentHelp("A script of faults, for tests of clients.", visibility: .hidden))
  var faults: String?

  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  func validate() throws {
    if !(0...65_535).contains(port) {
      throw ValidationError("'--port' must be from 0 to 65535, found \(port)")
    }
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("'--jobs' must be from 1 to 1024, found \(jobs)")
    }
  }

  func run() async throws {
    let quiet = display.quiet
    do {
      let server = try ProviderServer(
        try configuration(),
        provider: Wiring.served,
        log: { line in
          if !quiet { Terminal.printMessage(TerminalText.escaped(line) + "\n") }
        }
      )
      let asJSON = format.json
      try await Self.untilInterrupted {
        try await server.run { address in
          Terminal.printResult(asJSON ? Self.document(address) : address + "\n")
          // Nobody could use a server that cannot say where it is.
          if !Terminal.canPrintResults { Self.exit() }
          if !quiet { Terminal.printMessage("serving until Ctrl-C\n") }
        }
      }
    } catch let error as ServerError {
      Terminal.printFailure("\(error)", hint: error.hint)
      throw ExitStatus.stepFailed.exit
    }
    if !quiet { Terminal.printMessage("stopped; unfinished jobs go on at the next start\n") }
  }

  private static func document(_ address: String) -> String {
    "{\"base_url\":\"\(address)\",\"pid\":\(getpid())}\n"
  }

  /// Serves until the server fails or the user stops it.
  private static func untilInterrupted(_ serve: @escaping @Sendable () async throws -> Void)
    async throws
  {
    let interrupts = Interrupts()
    defer { interrupts.stop() }
    let events = interrupts.events
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await serve() }
      group.addTask { for await _ in events { break } }
      try await group.next()
      group.cancelAll()
    }
  }

  private func configuration() throws -> ProviderServer.Configuration {
    let folder = state.hasPrefix("/") ? state : Self.currentFolder + "/" + state
    try Self.makeFolders(above: folder)
    return ProviderServer.Configuration(
      host: host,
      port: port,
      key: try keySource.map { source in try ServerKey.key(from: source) },
      stateFolder: folder,
      slots: jobs ?? Wiring.cores,
      faults: try faults.map { path in try ServerKey.bytes(of: path, as: "--faults") }
    )
  }

  private static var currentFolder: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(validatingCString: path) ?? "."
  }

  /// Makes the folders above the state folder; why one cannot be made is told by the folder itself.
  private static func makeFolders(above path: String) throws {
    var folder = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/").dropLast() {
      folder += "/" + part
      mkdir(folder, 0o777)
    }
  }
}
