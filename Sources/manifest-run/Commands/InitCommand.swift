import ArgumentParser
import Diagnostics
import Manifest

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes a first manifest, every key explained in it.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a commented manifest to begin with.",
    discussion: "A file that is there already is never overwritten."
  )

  @Argument(
    help: ArgumentHelp(
      "The experiment's name; NAME.yaml is written. A folder before it says where.",
      valueName: "name"
    )
  )
  var path: String

  @OptionGroup var display: DisplayOptions

  private var name: String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  func validate() throws {
    guard !ManifestDraft.isName(name) else { return }
    throw ValidationError("'NAME' must be \(ManifestDraft.namePhrase), found '\(name)'")
  }

  func run() throws {
    let file = "\(path).yaml"
    let schema = "\(ManifestPlace.folder(of: path))/manifest.schema.json"
    let text = ManifestDraft(name: name, hasSchema: access(schema, F_OK) == 0).text
    if let problem = Self.create(file, text) {
      Terminal.printFailure("'\(file)' was not written: \(problem)", hint: nil)
      throw ExitStatus.stepFailed.exit
    }
    guard !display.quiet else { return }
    Terminal.printMessage(
      "wrote \(TerminalText.escaped(file)); 'manifest-run \(TerminalText.escaped(file))' runs it\n"
    )
  }

  /// Makes a file that is not there yet, and returns why it could not.
  private static func create(_ file: String, _ text: String) -> String? {
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      return errno == EEXIST ? "there is such a file already" : String(cString: strerror(errno))
    }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let words = String(cString: strerror(errno))
        close(descriptor)
        // Half a manifest would look like a whole one.
        unlink(file)
        return words
      }
      rest = rest.dropFirst(count)
    }
    return close(descriptor) == 0 ? nil : String(cString: strerror(errno))
  }
}
