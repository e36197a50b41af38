/// Why the next line of a file could not be had.
package enum LineError: Error, Hashable, Sendable {
  case file(FileSystemError)

  /// The line has more bytes than are allowed.
  case tooLong
}

/// Reads a regular file line by line, in memory that does not grow with the file.
package struct LineReader: ~Copyable {
  private let file: FileDescriptor

  /// How the file was when it was opened.
  package let start: FileIdentity

  /// The number of the line that was read last, from 1.
  package private(set) var number = 0

  /// Whether the line that was read last has an end, as only the last of a file may not.
  package private(set) var isWhole = true

  private let longest: Int
  private var block: [UInt8] = []
  private var position = 0

  /// Opens a file; a line longer than `longest` bytes is an error.
  package init(_ path: String, longest: Int) throws(FileSystemError) {
    let file = try FileDescriptor(path, for: .reading)
    start = try file.status().identity
    self.file = file
    self.longest = longest
  }

  /// How the file is now; nil where the system does not tell.
  package var present: FileIdentity? { (try? file.status())?.identity }

  /// The bytes of the next line without its line feed; nil at the end of the file.
  ///
  /// `onBlock` sees all bytes of the file in order as they are read.
  package mutating func next(
    onBlock: (UnsafeRawBufferPointer) -> Void = { _ in }
  ) throws(LineError) -> [UInt8]? {
    var line: [UInt8] = []
    isWhole = false
    while !isWhole {
      if position == block.count {
        do throws(FileSystemError) {
          block = try file.read(upTo: 1 << 16)
        } catch {
          throw .file(error)
        }
        position = 0
        if block.isEmpty { break }
        block.withUnsafeBytes(onBlock)
      }
      let end = block[position...].firstIndex(of: UInt8(ascii: "\n")) ?? block.endIndex
      line += block[position..<end]
      isWhole = end < block.endIndex
      position = isWhole ? end + 1 : end
      guard line.count <= longest else { throw .tooLong }
    }
    guard isWhole || !line.isEmpty else { return nil }
    number += 1
    return line
  }
}
