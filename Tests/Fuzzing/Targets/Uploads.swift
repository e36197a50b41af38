internal import Providers
@testable internal import Server
import System

extension FuzzTarget {
  /// Training data that clients upload, as the server reads it for a job.
  static let uploads = FuzzTarget(name: "uploads") { bytes in
    InputFile.with(bytes) { path in
      let record = FileRecord(
        id: "file-1",
        number: 1,
        filename: "train.jsonl",
        purpose: "fine-tune",
        byteCount: bytes.count,
        digest: "",
        createdAt: 0
      )
      do {
        let data = try TrainingData.prepare(record, at: path)
        guard data.file.path != path else { return data.examples <= bytes.count ? nil : "too many" }
        defer { FileSystem.remove(data.file.path) }
        let pairs = try FileSystem.read(data.file.path)
        let lines = pairs.split(separator: 0x0A)
        guard lines.count >= data.examples else { return "a conversation teaches nothing" }
        for line in lines {
          guard let json = JSON(parsing: Array(line)), json["prompt"]?.text != nil,
            json["completion"]?.text != nil
          else { return "a conversation becomes no pair" }
        }
        return nil
      } catch let problem as TrainingData.Problem {
        // A name that is not learned from is told.
        return problem.message.utf8.count < 9000 ? nil : "an error repeats a long text"
      } catch {
        return "\(error)"
      }
    }
  }
}
