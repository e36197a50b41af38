internal import System

/// A data file that is being written, line by line.
struct DatasetFile: ~Copyable {
  private let name: DatasetFileName
  private var output: FileOutput
  private var lines = 0
  private var calls = 0
  private let isCancelled: () -> Bool

  private static let linesBetweenChecks = 256

  /// Begins a file in a folder.
  init(
    _ name: DatasetFileName,
    in folder: String,
    isCancelled: @escaping () -> Bool
  ) throws(DatasetError) {
    self.name = name
    self.isCancelled = isCancelled
    do throws(FileSystemError) {
      output = try FileOutput(path: folder + "/" + name.rawValue)
    } catch {
      throw .file(error)
    }
  }

  /// Adds a line.
  mutating func append(_ line: DataLine) throws(DatasetError) {
    try append(JSONText.line(prompt: line.prompt, completion: line.completion))
  }

  /// Adds a line that is JSON already, with its line break.
  mutating func append(_ line: [UInt8]) throws(DatasetError) {
    try checkCancellation()
    lines += 1
    do throws(FileSystemError) {
      try output.append(line)
    } catch {
      throw .file(error)
    }
  }

  /// Throws if the caller wants no more; asks on the first call and every few hundred calls.
  mutating func checkCancellation() throws(DatasetError) {
    if calls % Self.linesBetweenChecks == 0, isCancelled() { throw .cancelled }
    calls += 1
  }

  /// Writes what is left and says what the file holds.
  consuming func finish() throws(DatasetError) -> DatasetCard.File {
    do throws(FileSystemError) {
      let content = try output.finish()
      return DatasetCard.File(
        name: name,
        lines: lines,
        bytes: content.bytes,
        digest: content.digest
      )
    } catch {
      throw .file(error)
    }
  }
}
