import ArgumentParser
import Diagnostics
import Manifest
import System

/// Writes a first manifest, every key explained in it.
struct InitCommand: ProgramCommand {
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

  func run(in environment: ProgramEnvironment) throws {
    let file = "\(path).yaml"
    let schema = "\(ManifestPlace.folder(of: path))/manifest.schema.json"
    let hasSchema = FileSystem.exists(schema)
    let text = ManifestDraft(name: name, hasSchema: hasSchema, format: environment.format).text
    if let problem = Self.create(file, text) {
      throw CommandFailure("'\(file)' was not written: \(problem)")
    }
    guard !display.quiet else { return }
    Terminal.printMessage(
      "wrote \(TerminalText.escaped(file)); 'manifest-run \(TerminalText.escaped(file))' runs it\n"
    )
  }

  /// Makes a file that is not there yet, and returns why it could not.
  private static func create(_ file: String, _ text: String) -> String? {
    do throws(FileSystemError) {
      let opened = try FileDescriptor(file, for: .creating, permissions: 0o666)
      do throws(FileSystemError) {
        try opened.write(Array(text.utf8))
        try opened.checkClosing()
        return nil
      } catch {
        // Half a manifest would look like a whole one.
        FileSystem.remove(file)
        throw error
      }
    } catch {
      return error.code == .exists ? "there is such a file already" : "\(error.code)"
    }
  }
}
