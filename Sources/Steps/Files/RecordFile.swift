/// Records of any length in scratch files, each found by its number without reading the others.
struct RecordFile: Sendable {
  let count: Int
  private let data: ScratchFile
  private let offsets: ScratchFile

  /// Takes records one after the other.
  struct Writer {
    private var data: ScratchWriter
    private var offsets: ScratchWriter
    private(set) var count = 0

    /// Begins with no record, on the disk of a folder.
    init(folder: String) throws(FileFailure) {
      data = try ScratchWriter(folder: folder)
      offsets = try ScratchWriter(folder: folder)
      try offsets.append(0)
    }

    /// Adds a record.
    mutating func append(_ record: [UInt8]) throws(FileFailure) {
      try data.append(record)
      try offsets.append(data.count)
      count += 1
    }

    /// The records that were added.
    consuming func finish() throws(FileFailure) -> RecordFile {
      try data.flush()
      try offsets.flush()
      return RecordFile(count: count, data: data.file, offsets: offsets.file)
    }
  }

  /// The record with the given number, which is below `count`.
  func record(at index: Int) throws(FileFailure) -> [UInt8] {
    precondition((0..<count).contains(index), "a record's number is below their count")
    let bounds = try offsets.integers(from: 8 * index, count: 2)
    let start = Int(bounds[0])
    return try data.bytes(from: start, count: Int(bounds[1]) - start)
  }
}
