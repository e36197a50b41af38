import ArgumentParser
import Diagnostics

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the program does from its start to its end.
enum Program {
  /// Does the command that arguments ask for and ends the process.
  ///
  /// - Parameters:
  ///   - root: The program's first command.
  ///   - arguments: What follows the program's name; nil for those of this process.
  static func run(
    _ root: (some AsyncParsableCommand).Type,
    _ arguments: [String]? = nil
  ) async -> Never {
    Terminal.prepare()
    let status = await status(of: root, arguments)
    exit(Terminal.finish(with: status))
  }

  /// Does the command and returns the exit status that it calls for.
  private static func status(
    of root: (some AsyncParsableCommand).Type,
    _ arguments: [String]?
  ) async -> Int32 {
    do {
      try ResourceLimits.require()
      if arguments == nil { try requireText() }
      var command = try await root.asyncParseAsRoot(arguments)
      if var command = command as? any ProgramCommand {
        try await command.run(in: .read())
      } else {
        // It only prints help.
        try command.run()
      }
      return ExitCode.success.rawValue
    } catch let error as any HintedError {
      Terminal.printFailure(error)
      return error.status.rawValue
    } catch {
      return tell(error, of: root)
    }
  }

  /// Prints what an error says and returns its exit status; help is a result, and repeats nothing that
  /// the user wrote.
  private static func tell(_ error: any Error, of root: any ParsableCommand.Type) -> Int32 {
    let status = root.exitCode(for: error)
    let text = root.fullMessage(for: error)
    guard !text.isEmpty else { return status.rawValue }
    if status.isSuccess {
      Terminal.printResult(text + "\n")
    } else {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let escaped = lines.map { TerminalText.escaped(String($0)) }.joined(separator: "\n")
      Terminal.printMessage(escaped + "\n")
    }
    return status.rawValue
  }

  /// Refuses arguments and a current folder that are no UTF-8: Swift would put another character in the
  /// place of a byte.
  private static func requireText() throws(CommandFailure) {
    for place in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[place], String(validatingCString: argument) == nil
      else { continue }
      throw refusal("argument \(place) is not UTF-8: '\(String(cString: argument))'")
    }
    guard let folder = realpath(".", nil) else { return }
    defer { free(folder) }
    if String(validatingCString: folder) == nil {
      throw refusal("the path of the current folder is not UTF-8: '\(String(cString: folder))'")
    }
  }

  private static func refusal(_ problem: String) -> CommandFailure {
    CommandFailure(problem, hint: "rename the file or the folder", status: .wrongUsage)
  }
}
