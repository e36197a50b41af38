#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// The variables that this process was given.
package enum Environment {
  /// The value of a variable, or nil where it is not set.
  package static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// All variables.
  package static var all: [String: String] {
    var all: [String: String] = [:]
    var place = environ
    while let setting = place.pointee {
      let parts = String(cString: setting)
        .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      // Of a name that is there twice programs see the first.
      if parts.count == 2, all[String(parts[0])] == nil { all[String(parts[0])] = String(parts[1]) }
      place += 1
    }
    return all
  }
}
