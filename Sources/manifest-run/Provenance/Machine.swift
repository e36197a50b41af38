import Engine

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The machine that this process runs on.
enum Machine {
  /// What a run records of it.
  static var facts: RunProvenance.Machine {
    RunProvenance.Machine(
      host: host,
      processor: processor,
      cores: Wiring.cores,
      memory: memory,
      system: system
    )
  }

  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    return gethostname(&name, name.count - 1) == 0 ? text(name) : "unknown"
  }

  /// The bytes of memory, where the system tells.
  private static var memory: Int? {
    let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages * size : nil
  }

  #if canImport(Darwin)
  private static var processor: String? { parameter("machdep.cpu.brand_string") }

  private static var system: String {
    "macOS " + (parameter("kern.osproductversion") ?? "of an unknown version")
  }

  private static func parameter(_ name: String) -> String? {
    var size = 256
    var value = [CChar](repeating: 0, count: size)
    return sysctlbyname(name, &value, &size, nil, 0) == 0 ? text(value) : nil
  }
  #else
  private static var processor: String? {
    // The first processor is told at the beginning; the whole file has a page for each of them.
    value(of: "model name", separator: ":", in: beginning(of: "/proc/cpuinfo"))
  }

  /// The distribution and the kernel.
  private static var system: String {
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
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
  #endif

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
