import ArgumentParser
import Engine
import Steps

/// Reads everything that the workspace keeps and compares it with its digests.
struct CacheVerifyCommand: ParsableCommand {
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

  func run() throws {
    let workspace = try workspace.openHere()
    let found = try WorkspaceOptions.failing {
      try workspace.verifyStore()
    }
    if format.json {
      Terminal.printResult(JSONDocument.pretty(VerificationDocument(found)))
    } else if !display.quiet || !found.isClean {
      Terminal.printResult(Self.text(found))
    }
    if !found.isClean { throw ExitStatus.stepFailed.exit }
  }

  private static func text(_ found: StoreVerification) -> String {
    var lines = found.damaged.map { object in
      "damaged  \(object.digest.hexadecimal.prefix(12))  \(object.names)"
    }
    lines += found.missing.map { object in
      "missing  \(object.digest.hexadecimal.prefix(12))  \(object.names)"
    }
    let objects = found.objectCount == 1 ? "1 object" : "\(found.objectCount) objects"
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

/// What `cache verify --json` prints.
struct VerificationDocument: Encodable {
  let formatVersion = 1
  let objects: Int

  /// What was read, in bytes.
  let size: Int
  let damaged: [ObjectDocument]
  let missing: [ObjectDocument]

  init(_ verification: StoreVerification) {
    objects = verification.objectCount
    size = verification.byteCount
    damaged = verification.damaged.map(ObjectDocument.init)
    missing = verification.missing.map(ObjectDocument.init)
  }

  enum CodingKeys: String, CodingKey {
    case formatVersion = "format_version"
    case objects, size, damaged, missing
  }
}
