import ArgumentParser
import Diagnostics
import Engine

/// A run as a user names it: by its number, as the last one, or as one so many before it (`last~1`).
enum RunReference: ExpressibleByArgument, Equatable {
  case number(Int)
  case last(before: Int)

  static let allValueStrings = ["last"]

  init?(argument: String) {
    if argument == "last" {
      self = .last(before: 0)
    } else if argument.hasPrefix("last~") {
      guard let count = RunNumber.read(String(argument.dropFirst("last~".count))) else {
        return nil
      }
      self = .last(before: count)
    } else {
      guard let number = RunNumber.read(argument) else { return nil }
      self = .number(number)
    }
  }

  /// The run of a workspace.
  ///
  /// - Throws: `CommandFailure` where there is none, and `WorkspaceError`.
  func run(in workspace: Workspace) throws -> PastRun {
    switch self {
    case .last(let count):
      let runs = try workspace.runs(limit: count + 1)
      guard runs.count > count else {
        throw CommandFailure(
          runs.isEmpty
            ? "nothing was run here yet"
            : "there are \(runs.count) runs here, and none before them"
        )
      }
      return runs[count]
    case .number(let number):
      guard let run = try workspace.run(RunID(rawValue: number)) else {
        throw CommandFailure(
          "there is no run \(number)",
          hint: "'manifest-run list' shows which there are"
        )
      }
      return run
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
