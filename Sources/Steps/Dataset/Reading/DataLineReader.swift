/// Reads the lines of a data file that was written here.
struct DataLineReader: ~Copyable {
  private var lines: TextLineReader
  private let name: String

  /// Opens a file.
  init(path: String) throws(DatasetError) {
    name = path.split(separator: "/").last.map(String.init) ?? path
    do throws(TextProblem) {
      lines = try TextLineReader(path: path, longest: .max)
    } catch {
      throw .damaged(file: name, line: 0, message: error.message)
    }
  }

  /// The next line; nil after the last.
  mutating func next() throws(DatasetError) -> DataLine? {
    do throws(TextProblem) {
      guard let line = try lines.next() else {
        _ = try lines.digest()
        return nil
      }
      let values = try Self.values(of: line)
      return DataLine(prompt: values[0].text, completion: values[1].text)
    } catch {
      throw .damaged(file: name, line: lines.number, message: error.message)
    }
  }

  private static func values(of line: [UInt8]) throws(TextProblem) -> [FlatJSON.Value] {
    do throws(FlatJSON.Problem) {
      return try FlatJSON.values(of: ["prompt", "completion"], in: line)
    } catch {
      throw TextProblem(message: error.message)
    }
  }
}
