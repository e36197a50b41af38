#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// The machine and the user that this process runs on and for.
package enum Host {
  /// The machine's name; nil where the system does not tell.
  package static var name: String? {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0, name[0] != 0 else { return nil }
    return FileSystem.text(name)
  }

  /// The number of the user with whose rights this process works.
  package static var userNumber: UInt32 { geteuid() }

  /// The home that the password database has for the user.
  package static var home: String? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var text = [CChar](repeating: 0, count: 1 << 14)
    guard
      getpwuid_r(geteuid(), &entry, &text, text.count, &found) == 0, found != nil,
      let home = entry.pw_dir
    else { return nil }
    return String(cString: home)
  }

  /// The user's name, or number where it has none.
  package static var user: String {
    getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(geteuid())"
  }

  /// Ends this process at once, as a crash would.
  package static func endThisProcess() {
    raise(SIGKILL)
  }

  /// The path of the program that this process runs.
  package static var program: String {
    FileSystem.target(ofLink: "/proc/self/exe") ?? CommandLine.arguments.first ?? ""
  }

  /// The number of this process.
  package static var process: Int32 { getpid() }
}
