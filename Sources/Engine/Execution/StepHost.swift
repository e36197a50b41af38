private import Synchronization
internal import System

/// Does one step of another process's run, given nothing but its folder.
package struct StepHost: Sendable {
  private let folder: StepFolder
  private let works: StepWorks

  /// - Parameters:
  ///   - path: The absolute path of the step's folder, with an order in it.
  ///   - works: What this program can do.
  package init(_ path: String, works: StepWorks) {
    folder = StepFolder(path)
    self.works = works
  }

  /// Does the step and writes down how it ended, last of all.
  ///
  /// Of a cancelled step nothing is written: it has not ended, and may be done again.
  ///
  /// - Returns: Whether it has ended.
  /// - Throws: `StepFailure` where the folder cannot be read or written.
  package func run() async throws(StepFailure) -> Bool {
    guard try folder.end() == nil else { return true }
    let order = try folder.order(for: works)
    let end: StepFolder.End
    do throws(StepFailure) {
      try order.requireInputs()
      let context = StepContext(order, in: folder.artifacts, owner: try RemoteOwner(folder))
      end = .made(try await works.run(order.step, in: context))
    } catch {
      if Task.isCancelled { return false }
      end = .failed(error)
    }
    guard !Task.isCancelled else { return false }
    try folder.finish(end)
    return true
  }
}

extension StepOrder {
  /// Refuses inputs that are not what the key counts: another machine may see other files.
  fileprivate func requireInputs() throws(StepFailure) {
    let inputs = inputs.map { ($0.input.artifact.rawValue, $0.file.path, $0.file.digest) }
    let files = files.map { ($0.key, $0.value.path, $0.value.digest) }
    for (name, path, digest) in inputs + files {
      let found = try StepFailure.writing("reading '\(name)'") { () throws(FileSystemError) in
        try FileSystem.digest(ofFile: path)
      }
      guard found == digest else {
        throw StepFailure(
          "reading '\(name)'",
          .data("'\(path)' has another content than the run has seen", record: nil),
          hint: "run again; if it happens again, look whether both machines see one file system"
        )
      }
    }
  }
}

/// The run's owner in another process, who is asked through the step's folder.
private final class RemoteOwner: StepOwner {
  private let folder: StepFolder
  private let questions: Mutex<Int>

  init(_ folder: StepFolder) throws(StepFailure) {
    self.folder = folder
    questions = Mutex(try folder.lastNumber())
  }

  var now: Double { Instant.now }

  func hear(_ news: StepNews) {
    // What cannot be told fails nothing.
    questions.withLock { _ in try? folder.tell(news) }
  }

  func answer(_ request: StepRequest) throws(StepFailure) -> StepAnswer {
    // One question at a time.
    let result = questions.withLock { number in
      number += 1
      return Result { [number] () throws(StepFailure) in try ask(request, number) }
    }
    return try result.get()
  }

  private func ask(_ request: StepRequest, _ number: Int) throws(StepFailure) -> StepAnswer {
    try folder.ask(request, number: number)
    var wait = 1
    while true {
      if let answer = try folder.answer(to: number) { return answer }
      guard !Task.isCancelled else { throw StepFailure("asking the run's owner", .cancelled) }
      System.pause(.milliseconds(wait))
      wait = min(wait * 2, 200)
    }
  }
}
