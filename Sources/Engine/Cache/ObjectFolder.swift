#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// The folder of a store's objects, held open, so that its own path is not walked for each of them.
final class ObjectFolder: Sendable {
  private let descriptor: FileDescriptor

  init(opening path: String) throws(FileSystemError) {
    descriptor = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
  }

  /// What the file system says of an object; nil where there is no regular file.
  func identity(of digest: Digest) -> FileIdentity? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 66) { name in
      // The first two digits name a folder, so they move forward to leave room for the slash.
      digest.write(to: UnsafeMutableBufferPointer(rebasing: name[1..<65]))
      (name[0], name[1], name[2], name[65]) = (name[1], name[2], UInt8(ascii: "/"), 0)
      return name.withMemoryRebound(to: CChar.self) { name in
        guard let path = name.baseAddress else { return nil }
        var status = stat()
        guard fstatat(descriptor.raw, path, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        return FileIdentity(status)
      }
    }
  }
}
