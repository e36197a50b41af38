import ArgumentParser
import Console

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Becomes the server, which is a program of its own beside this one.
///
/// The server's library brings thirty others, which every command would load at its start.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Offer the local models over the OpenAI API, in both of its dialects.",
    discussion: "'manifest-run serve --help' tells the options."
  )

  @Argument(parsing: .captureForPassthrough, help: "The options of the server.")
  var options: [String] = []

  func run() throws {
    let path = ProgramFile.sibling(named: "manifest-run-serve")
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + options).map { strdup($0) }
    words.append(nil)
    execv(path, words)
    // It returns only where the program could not be started.
    let problem = String(cString: strerror(errno))
    for word in words { free(word) }
    Terminal.printFailure(
      "the server is a program of its own, and '\(path)' cannot be started: \(problem)",
      hint: "'make build' makes both; keep 'manifest-run-serve' in the folder of 'manifest-run'"
    )
    throw ExitStatus.stepFailed.exit
  }
}
