#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where this program lies.
enum ProgramFile {
  /// The path of another program in the folder of this one, whether or not it is there.
  static func sibling(named name: String) -> String {
    let own = path ?? CommandLine.arguments[0]
    return own.lastIndex(of: "/").map { "\(own[...$0])\(name)" } ?? name
  }

  /// The program's own file, symbolic links followed.
  private static var path: String? {
    #if os(Linux)
    let link = "/proc/self/exe"
    #else
    var size: UInt32 = 0
    _NSGetExecutablePath(nil, &size)
    var bytes = [CChar](repeating: 0, count: Int(size))
    guard _NSGetExecutablePath(&bytes, &size) == 0 else { return nil }
    let link = bytes.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    #endif
    guard let found = realpath(link, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }
}
