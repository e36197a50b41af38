import Engine
import System

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The machine that this process runs on.
enum Machine {
  /// Asks the system for what a run records of the machine.
  ///
  /// - Parameter cores: The number of processor cores that this process may use.
  /// - Returns: The facts, with those left out that the system does not tell.
  static func facts(cores: Int) -> RunProvenance.Machine {
    RunProvenance.Machine(
      host: Host.name ?? "unknown",
      processor: processor(),
      cores: cores,
      memory: memory(),
      system: system()
    )
  }

  /// The bytes of memory, where the system tells.
  private static func memory() -> Int? {
    let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages * size : nil
  }

  #if canImport(Darwin)
  private static func processor() -> String? { parameter("machdep.cpu.brand_string") }

  private static func system() -> String {
    "macOS " + (parameter("kern.osproductversion") ?? "of an unknown version")
  }

  private static func parameter(_ name: String) -> String? {
    var size = 256
    var value = [CChar](repeating: 0, count: size)
    return sysctlbyname(name, &value, &size, nil, 0) == 0 ? text(value) : nil
  }
  #else
  private static func processor() -> String? {
    // The first processor is told at the beginning; the whole file has a page for each of them.
    value(of: "model name", separator: ":", in: beginning(of: "/proc/cpuinfo"))
  }

  /// The distribution and the kernel.
  private static func system() -> String {
    let distribution = value(
      of: "PRETTY_NAME",
      separator: "=",
      in: beginning(of: "/etc/os-release")
    )
    var names = utsname()
    guard uname(&names) == 0 else { return distribution ?? "Linux" }
    let kernel = withUnsafeBytes(of: names.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return (distribution.map { "\($0), " } ?? "") + "Linux \(kernel)"
  }

  /// The value after a name at the beginning of a line, without quotation marks around it.
  static func value(of name: String, separator: Character, in text: String) -> String? {
    for line in text.split(separator: "\n") {
      guard let place = line.firstIndex(of: separator) else { continue }
      guard
        line[..<place].trimmingPrefix(" ").split(whereSeparator: \.isWhitespace)
          .joined(separator: " ") == name
      else { continue }
      let value = line[line.index(after: place)...].split(separator: " ").joined(separator: " ")
      return value.count > 1 && value.first == "\"" && value.last == "\""
        ? String(value.dropFirst().dropLast()) : value
    }
    return nil
  }

  private static func beginning(of path: String) -> String {
    String(decoding: (try? FileSystem.read(path, limit: 4096)) ?? [], as: UTF8.self)
  }
  #endif

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
