import Foundation
import Providers
import Testing

@testable import LocalProvider

struct FileAccessTests {
  @Test func `a file is written whole under its own name only`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/model.bin"
      for content in [[1, 2, 3], Array(repeating: UInt8(7), count: 100_000), []] {
        try FileAccess.write(content, to: path)
        #expect(try FileAccess.bytes(at: path) == content)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.bin"])
      }
    }
  }

  @Test func `what an earlier process left half written is replaced`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/model.bin"
      try Data(repeating: 9, count: 500).write(to: URL(fileURLWithPath: path + ".partial"))
      try FileAccess.write([1], to: path)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.bin"])
      #expect(try FileAccess.bytes(at: path) == [1])
    }
  }

  @Test func `a folder that is not there is an error with the path`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/missing/model.bin"
      let error = #expect(throws: ProviderError.self) { try FileAccess.write([1], to: path) }
      #expect(
        error == .file(path: path, problem: "cannot be written: No such file or directory")
      )
    }
  }

  @Test func `a failed rename leaves nothing behind`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/model.bin"
      try FileManager.default.createDirectory(
        atPath: path + "/inside",
        withIntermediateDirectories: true
      )
      #expect(throws: ProviderError.self) { try FileAccess.write([1], to: path) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.bin"])
    }
  }

  #if os(Linux)
  @Test func `a full disk is an error and leaves nothing behind`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/model.bin"
      try FileManager.default.createSymbolicLink(
        atPath: path + ".partial",
        withDestinationPath: "/dev/full"
      )
      let error = #expect(throws: ProviderError.self) { try FileAccess.write([1], to: path) }
      #expect(error == .file(path: path, problem: "cannot be written: No space left on device"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }
  #endif

  @Test(.timeLimit(.minutes(30)))
  func `a pipe is not read as a file`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/model.bin"
      try #require(mkfifo(path, 0o600) == 0)
      let expected = ProviderError.file(path: path, problem: "is not a regular file")
      #expect(throws: expected) { try FileAccess.bytes(at: path) }
      let file = DataFile(name: "data", path: path, digest: "", byteCount: 0)
      #expect(throws: expected) { try PairFile(file: file).forEachPair { _, _ in } }
    }
  }

  @Test func `a folder is not read as a file`() {
    #expect(
      throws: ProviderError.file(path: "/", problem: "is not a regular file")
    ) { try FileAccess.bytes(at: "/") }
  }
}
