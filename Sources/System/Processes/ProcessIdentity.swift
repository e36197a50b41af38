#if canImport(Glibc)
private import Glibc
#endif

/// Tells one process from every other one, of this machine and of others, as one word.
///
/// A process number says little: it is given again after its process ended, is another one in each
/// container, and is there on every machine. Names of machines are no better, since containers and
/// clones share them. So it counts only together with the kernel's own identity since it started, the
/// name spaces in which number and time are counted, and the moment at which the process began.
package struct ProcessIdentity: Hashable, Sendable {
  /// The kernel and the name spaces.
  let place: String
  let number: Int32

  /// When the process began, in the kernel's ticks since it started.
  let start: UInt64

  /// This process; nil where the system does not tell enough.
  package static let current: ProcessIdentity? = {
    #if os(Linux)
    guard
      let boot = line(of: "/proc/sys/kernel/random/boot_id"),
      let numbers = FileSystem.target(ofLink: "/proc/self/ns/pid"),
      let state = ProcessState("self"),
      // Where `/proc` is that of another name space, it tells of other processes by our numbers.
      state.number == getpid()
    else { return nil }
    let times = FileSystem.target(ofLink: "/proc/self/ns/time") ?? "-"
    let place = "\(boot),\(numbers),\(times)"
    return ProcessIdentity(place: place, number: state.number, start: state.start)
    #else
    return nil
    #endif
  }()

  private init(place: String, number: Int32, start: UInt64) {
    self.place = place
    self.number = number
    self.start = start
  }

  /// Reads what `word` gives; nil where it is something else.
  package init?(word: String) {
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    guard
      parts.count == 3, !parts[0].isEmpty, let number = Int32(parts[1]), number > 0,
      let start = UInt64(parts[2])
    else { return nil }
    self.init(place: String(parts[0]), number: number, start: start)
  }

  /// The identity as one word.
  package var word: String { "\(place)/\(number)/\(start)" }

  /// Whether the process is known to have ended: false also where it runs on another machine or in
  /// another container, of whose processes nothing can be known.
  package var hasEnded: Bool {
    #if os(Linux)
    guard place == Self.current?.place else { return false }
    // A process of another user may be hidden in `/proc`, and is there nevertheless.
    if kill(number, 0) != 0 { return errno == ESRCH }
    guard let state = ProcessState("\(number)") else { return false }
    return state.start != start || state.isDead
    #else
    return false
    #endif
  }
}

#if os(Linux)
/// What `/proc` says of a process.
private struct ProcessState {
  let number: Int32
  let start: UInt64

  /// Whether it has ended and only its number is left until its parent asks for its status.
  let isDead: Bool

  /// Reads `/proc/NAME/stat`; nil where it cannot be read.
  init?(_ name: String) {
    guard
      let text = line(of: "/proc/\(name)/stat"),
      let number = Int32(text.prefix { $0 != " " }),
      // The command's name may hold anything, so the fields count from the last parenthesis.
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[end...].split(separator: " ").dropFirst()
    guard fields.count > 19, let start = UInt64(fields[fields.startIndex + 19]) else { return nil }
    self.number = number
    self.start = start
    isDead = ["Z", "X", "x"].contains(fields[fields.startIndex])
  }
}

/// The first line of a file of the kernel.
private func line(of path: String) -> String? {
  guard let bytes = try? FileSystem.read(path, limit: 4096), !bytes.isEmpty else { return nil }
  return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
}
#endif
