import System

/// Git, asked about the repository that a folder is in.
///
/// It is told to change nothing, not even its index, and to start no program of the repository's.
struct Git: Sendable {
  var folder = "."

  /// The variables that Git gets.
  let environment: [String: String]

  /// Whether the answer is no longer waited for.
  var isGivenUp: (@Sendable () -> Bool)?

  func run(
    _ arguments: [String],
    adding variables: [String: String] = [:],
    input: String = "",
    to destination: ChildProcess.Destination
  ) throws(ChildProcess.Failure) -> ChildProcess.Result {
    // A replaced object would be another content under the same digest.
    let options = ["-C", folder, "--no-replace-objects", "-c", "core.fsmonitor=false"]
    return try ChildProcess.run(
      ["git"] + options + arguments,
      environment: environment.merging(variables) { $1 },
      input: input,
      to: destination,
      isGivenUp: isGivenUp
    )
  }
}

extension ChildProcess.Result {
  /// The first line of the output.
  var firstLine: String {
    String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}
