import ArgumentParser
import Diagnostics
import Engine
import Server
import System

/// Offers the models of this machine over the OpenAI API.
struct ServeCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Offer models of this machine over the OpenAI API, in both of its dialects.",
    discussion: """
      Scripts and SDKs that are written for the hosted service then work against this machine, for \
      nothing: set OPENAI_BASE_URL (OPENAI_API_BASE for clients before version 1) to the address \
      that is printed. /openapi.json lists what there is. Files, jobs and models are kept in the \
      state folder, also when the server is killed; a job that ran begins again. The open-weights \
      models that the workspace has tuned are asked there too, under the names that /v1/models lists.
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

  @OptionGroup var workspace: WorkspaceOptions
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

  func run(in environment: ProgramEnvironment) async throws {
    let quiet = display.quiet
    let models = try tunedModels(in: environment)
    if !quiet {
      for problem in models?.problems ?? [] {
        Terminal.printWarning(problem)
      }
    }
    let server = try ProviderServer(
      try configuration(in: environment),
      provider: environment.localProvider,
      offering: models?.offered ?? [],
      log: { line in
        if !quiet { Terminal.printMessage(TerminalText.escaped(line) + "\n") }
      }
    )
    try await serve(with: server)
    guard Terminal.canPrintResults else { throw ExitStatus.unwritableOutput.exit }
    if !quiet { Terminal.printMessage("stopped; unfinished jobs go on at the next start\n") }
  }

  /// The models of the current folder's workspace; nil where there is none.
  private func tunedModels(in environment: ProgramEnvironment) throws -> WorkspaceModels? {
    guard let found = try workspace.openForReading(from: environment.currentFolder) else {
      return nil
    }
    return try WorkspaceModels(of: found, root: ManifestPlace(of: "./").root, in: environment)
  }

  private static func document(_ address: String) -> String {
    "{\"base_url\":\"\(address)\",\"pid\":\(Host.process)}\n"
  }

  /// Serves until the server fails or the user stops it.
  ///
  /// A server whose address cannot be printed ends too, since nobody could use it.
  private func serve(with server: ProviderServer) async throws {
    let (asJSON, quiet) = (format.json, display.quiet)
    let interrupts = Interrupts()
    defer { interrupts.stop() }
    let events = interrupts.events
    let (unusable, continuation) = AsyncStream.makeStream(of: Void.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await server.run { address in
          Terminal.printResult(asJSON ? Self.document(address) : address + "\n")
          guard Terminal.canPrintResults else { return continuation.finish() }
          if !quiet { Terminal.printMessage("serving until Ctrl-C\n") }
        }
      }
      group.addTask { for await _ in events {} }
      group.addTask { for await _ in unusable {} }
      try await group.next()
      group.cancelAll()
    }
  }

  private func configuration(
    in environment: ProgramEnvironment
  ) throws -> ProviderServer.Configuration {
    let current = environment.currentFolder.path ?? "."
    let folder = state.hasPrefix("/") ? state : current + "/" + state
    // Why they cannot be made is told by the folder itself.
    _ = try? FileSystem.makeFolders(FileSystem.folder(of: folder), permissions: 0o777)
    return ProviderServer.Configuration(
      host: host,
      port: port,
      key: try keySource.map { source in
        try ServerKey.key(from: source, variables: environment.variables)
      },
      stateFolder: folder,
      slots: jobs ?? environment.cores,
      faults: try faults.map { path in try ServerKey.bytes(of: path, as: "--faults") }
    )
  }
}
