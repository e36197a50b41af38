import ArgumentParser
import Diagnostics

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What every program here does from its start to its end.
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
    if arguments == nil { requireText() }
    do {
      var command = try await root.asyncParseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      exit(0)
    } catch {
      end(root, error)
    }
  }

  /// Ends as an error asks for; help is a result, and repeats nothing that the user wrote.
  private static func end(_ root: any ParsableCommand.Type, _ error: any Error) -> Never {
    let status = root.exitCode(for: error)
    guard status != .success else { root.exit(withError: error) }
    let lines = root.fullMessage(for: error).split(
      separator: "\n",
      omittingEmptySubsequences: false
    )
    let text = lines.map { TerminalText.escaped(String($0)) }.joined(separator: "\n")
    if !text.isEmpty { Terminal.printMessage(text + "\n") }
    exit(status.rawValue)
  }

  /// Refuses arguments that are no UTF-8: Swift would put another character in the place of a byte.
  private static func requireText() {
    for place in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[place], String(validatingCString: argument) == nil
      else { continue }
      var column = 1
      var shown = ""
      var parser = Unicode.UTF8.ForwardParser()
      var bytes = UnsafeBufferPointer(start: argument, count: strlen(argument)).lazy
        .map { UInt8(bitPattern: $0) }.makeIterator()
      while case .valid(let encoded) = parser.parseScalar(from: &bytes) {
        shown.unicodeScalars.append(Unicode.UTF8.decode(encoded))
        column += 1
      }
      let byte = UInt8(bitPattern: argument[shown.utf8.count])
      Terminal.printFailure(
        "argument \(place) is not UTF-8: byte 0x\(String(byte, radix: 16, uppercase: true)) at column "
          + "\(column), after '\(shown)'",
        hint:
          "rename the file, or go to the folder whose name it is in and name the file from there"
      )
      exit(ExitCode.validationFailure.rawValue)
    }
  }
}
