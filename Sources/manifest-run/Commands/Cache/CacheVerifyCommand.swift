import ArgumentParser
import Engine
import Report
import Steps

/// Reads everything that the workspace keeps and compares it with its digests.
struct CacheVerifyCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Read every object and compare it with its digest.",
    discussion: """
      A damaged object is moved to the store's quarantine, and the steps that made it run again. \
      The exit status is 1 where an object is damaged or missing.
      """
  )

  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  func run(in environment: ProgramEnvironment) throws {
    let found = try workspace.openHere(in: environment.currentFolder).verifyStore()
    if format.json {
      Terminal.printResult([
        "format_version": 1,
        "objects": found.objectCount,
        // What was read, in bytes.
        "size": found.byteCount,
        "damaged": found.damaged.map(\.document),
        "missing": found.missing.map(\.document),
      ])
    } else if !display.quiet || !found.isClean {
      Terminal.printResult(Self.text(found))
    }
    if !found.isClean { throw ExitStatus.failed.exit }
  }

  private static func text(_ found: StoreVerification) -> String {
    var lines = found.damaged.map { object in
      "damaged  \(object.digest.hexadecimal.prefix(12))  \(object.names)"
    }
    lines += found.missing.map { object in
      "missing  \(object.digest.hexadecimal.prefix(12))  \(object.names)"
    }
    let objects = Decimals.counted(found.objectCount, "object")
    let size = Decimals.bytes(found.byteCount)
    guard !found.isClean else { return "\(objects), \(size): all intact\n" }
    lines.append("")
    lines.append(
      "\(objects), \(size): \(found.damaged.count) damaged and put aside, "
        + "\(found.missing.count) missing; the next run makes them again"
    )
    return lines.joined(separator: "\n") + "\n"
  }
}
