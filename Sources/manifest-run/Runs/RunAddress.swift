import ArgumentParser
import Diagnostics
import Engine

/// How a user names a run: by its number, or as the last one.
enum RunAddress: ExpressibleByArgument, Equatable {
  case number(Int)
  case last

  static let allValueStrings = ["last"]

  init?(argument: String) {
    if argument == "last" {
      self = .last
    } else {
      guard let number = RunNumber.read(argument) else { return nil }
      self = .number(number)
    }
  }

  /// The run of a workspace.
  ///
  /// - Throws: The exit status where there is none, after the reason was printed.
  func run(in workspace: Workspace?, _ options: WorkspaceOptions) throws -> PastRun {
    guard let workspace else {
      options.sayThatThereIsNone()
      throw ExitStatus.stepFailed.exit
    }
    return try WorkspaceOptions.failing {
      switch self {
      case .last:
        if let run = try workspace.runs(limit: 1).first { return run }
        Terminal.printFailure("nothing was run here yet", hint: nil)
      case .number(let number):
        if let run = try workspace.run(RunID(rawValue: number)) { return run }
        Terminal.printFailure(
          "there is no run \(number)",
          hint: "'manifest-run list' shows which there are"
        )
      }
      throw ExitStatus.stepFailed.exit
    }
  }
}

/// One run or several in a row, as in `7`, `3-7` and `last`.
enum RunRange: ExpressibleByArgument, Equatable {
  case numbers(ClosedRange<Int>)
  case last

  init?(argument: String) {
    if argument == "last" {
      self = .last
      return
    }
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false)
      .map { RunNumber.read(String($0)) }
    switch ends.count {
    case 1:
      guard let number = ends[0] else { return nil }
      self = .numbers(number...number)
    case 2:
      guard let first = ends[0], let last = ends[1], first <= last else { return nil }
      self = .numbers(first...last)
    default: return nil
    }
  }
}

/// The numbers that runs may have.
enum RunNumber {
  /// Reads digits; nil for anything else, signs included.
  static func read(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text).flatMap { $0 > 0 ? $0 : nil }
  }
}
