import Foundation
import System
import TestSupport
import Testing

/// What may be found where a file was, and that nobody waits for it.
struct FileSystemTests {
  private let folder = TemporaryFolder()

  @Test(.timeLimit(.hang), arguments: ["pipe", "folder", "nothing", "/dev/null"])
  func `what is no regular file is refused at once, and leaves nothing open`(
    kind: String
  ) throws {
    let path = kind.hasPrefix("/") ? kind : "\(folder.path)/file"
    if kind == "pipe" { try #require(mkfifo(path, 0o600) == 0) }
    if kind == "folder" { try FileSystem.makeFolder(path) }
    let codes: [String: Errno] = [
      "pipe": .notRegular, "folder": .isFolder, "nothing": .missing, "/dev/null": .notRegular,
    ]
    for _ in 0..<3 {
      let error = try #require(throws: FileSystemError.self) { try FileSystem.read(path) }
      #expect(error.code == codes[kind])
      #expect(error.description.hasPrefix("cannot read '\(path)': "))
      #expect(error.isNoFile == (kind != "nothing"))
    }
    // Others hold devices open.
    #expect(try kind.hasPrefix("/") || openDescriptors(of: path) == 0)
  }

  @Test func `a read stops at its limit`() throws {
    let path = folder.write("0123456789", to: "file")
    #expect(try FileSystem.read(path, limit: 4) == Array("0123".utf8))
    #expect(try FileSystem.read(path).count == 10)
    // The kernel says that its files are empty.
    #expect(try !FileSystem.read("/proc/self/stat").isEmpty)
  }

  private func openDescriptors(of path: String) throws -> Int {
    try FileSystem.names(in: "/proc/self/fd").count {
      FileSystem.target(ofLink: "/proc/self/fd/\($0)") == path
    }
  }
}
